/** What lean frames take as sent before, so that no frame sends these names again; the server reads them here, too.
 *  Where names have changed since, frames are a few bytes longer, not wrong. What frames begin with comes last. */
export const WORDS = `
"detail":"","kind":"images","device":"cpu","metrics":{"modes":8,"modes_held":255,"modes_total":8,
"modes_lax":8,"high_quality":0.9,"reverse_kl":0.0,"spread":0.9,"sw1_floor":0.0,"js_floor":0.0,
"d_star_floor":0.0,"high_quality_floor":0.9,"reverse_kl_floor":0.0,"sample_size":2500,"sw1":0.0,"js":0.2,
"mean_distance":0.0,"fid":1.0,"fid_floor":0.3,"nn_floor":0.5,"precision_floor":0.4,"confidence_floor":0.9,
"spread":0.7,"nn_real":0.9,"nn_fake":0.9,"precision":0.0,"sample_size":1000,"classes":10,"classes_held":1023,
"classes_there":1023,"classes_total":10,"class_counts":[100,"class_data":[5923,6742,5958,6131,5842,5421,5918,
6265,5851,5949],"confidence":0.4,"d_accuracy_real":0.6,"d_accuracy_fake":0.4,"value":-1.3,"d_star":0.2},
"diagnosis":{"key":"guessing","tone":"note","name":"D ","text":"","span":"","marks":[],"advice":[]},
"arrays":[["steps","i4",[10],4,1,null],["scalars","f4",[10,15],3,0,null],["measured_steps","i4",[1],4,1,null],
["measures","f4",[1,14],3,0,null],["fixed","h1",[64,28,28],0,0,null],["fixed_scores","f4",[64],2,0,1e-04],
["real_scores","f4",[8],2,0,1e-04],["fresh","h1",[64,28,28],0,0,null],["fresh_scores","f4",[64],2,0,1e-04],
["fake","f4",[252,2],2,0,0.0002],["arrows","f4",[252,2],2,0,0.0002],["manifold","u2",[21,21,2],2,2,5],["grid",
"u2",[48,48],1,2,257],["real_scores","u2",[400],1,0,257],["fake_scores","u2",[252],1,0,257],["ideal","u2",[48,
48],1,2,257],["timeline","i4",[10],4,1,null]]}{"run":"","generation":0,"step":1000,"now":1000,"past":null,
"branch":null,"status":"running","detail":"","kind":"points","device":"cpu","cores":1,
"steps_per_second":100.0,"speed":0.0,"made":1000.0,"answers":[0.0,1.0],"metrics":null,"row":{"d_loss":1.3,
"g_loss":0.7,"d_real":0.5,"d_fake":0.5,"r1":null,"r2":null,"gp":null,"dragan":null,"consensus":null,
"clip":null,"spectral":null,"d_grad":0.0,"g_grad":0.0,"theta":null,"psi":null},"ideal":true,"asked":[],
"beside":null,"revision":0,"studies":{},"clear":false,"restart_curves":false,"undo":"","message":"",
"notice":"","progress":null,"phase":null,"diagnosis":null,"about":null,"arrays":[["steps","i4",[`;
