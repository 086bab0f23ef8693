"""The words of the overview, its cards and the picture's layers, English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "live_graph": ("Overview of the GAN: from noise to fakes to losses", "GAN 总览：从噪声到假样本到损失"),
    "live_tick": ("Show this layer in the large picture", "在大图中显示此图层"),
    "live_card_large": ("Show it large", "放大显示"),
    "live_focus_back": ("Back to all layers", "返回全部图层"),
    "live_tick_of": ("{part}: show in the large picture", "{part}：在大图中显示"),
    "live_warp": ("warp", "变形"),
    "live_warp_tip": (
        "Show G at work: the flat lattice of noise z bends into the manifold of G(z), and each z moves to its G(z)",
        "展示 G 的作用：平坦的噪声网格弯曲成 G(z) 流形，每个 z 移到它的 G(z)",
    ),
    "live_layer_manifold": ("G’s manifold", "G 的流形"),
    "live_layer_manifold_tip": (
        "Where G takes a lattice of z. Every cell holds the same share of all z, so the smaller and darker a cell, the denser the fakes. "
        "Noise of one or two dimensions only",
        "G 把噪声网格映射到哪里。每格含相同比例的 z，格子越小越深，假样本越密。仅限一维或二维噪声",
    ),
    "live_layer_density": ("p(x)", "p(x)"),
    "live_layer_density_tip": (
        "Contours of the data’s density: the solid line encloses 50 % of all real samples, the dashed one 90 %",
        "数据密度的等高线：实线包含 50% 的真实样本，虚线包含 90%",
    ),
    "live_layer_ideal": ("D* = 0.5", "D* = 0.5"),
    "live_layer_ideal_tip": (
        "Where the ideal discriminator D*(x) = p(x) / (p(x) + q(x)) could not tell: p in closed form, q a kernel estimate from 2,500 fresh fakes. "
        "Its error is the “best” of |D − D*| among the numbers",
        "最优判别器 D*(x) = p(x) / (p(x) + q(x)) 无法分辨之处：p 为闭式，q 由 2,500 个新假样本核估计；误差见数字中 |D − D*| 的“最佳”",
    ),
    "live_hover_ideal": ("x = ({x}, {y})   D = {d}   D* = {best}", "x = ({x}, {y})   D = {d}   D* = {best}"),
    "live_hover_z": ("z = ({x}, {y})", "z = ({x}, {y})"),
    "live_hover_real": ("real x = ({x}, {y})   D = {d}", "真实 x = ({x}, {y})   D = {d}"),
    "live_hover_fake": (
        "G(z) = ({x}, {y})   D = {d}   −∇ = ({u}, {v})",
        "G(z) = ({x}, {y})   D = {d}   −∇ = ({u}, {v})",
    ),
    "live_node_z": ("z", "z"),
    "live_node_g": ("G", "G"),
    "live_node_fake": ("fake G(z)", "假 G(z)"),
    "live_node_real": ("real x", "真 x"),
    "live_node_d": ("D", "D"),
    "live_node_ideal": ("ideal D*", "最优 D*"),
    "live_node_d_fake": ("D(G(z))", "D(G(z))"),
    "live_node_d_real": ("D(x)", "D(x)"),
    "live_node_gradient": ("−∇ for G", "给 G 的 −∇"),
    "live_node_d_loss": ("D loss", "D 损失"),
    "live_node_g_loss": ("G loss", "G 损失"),
    "live_node_loss": ("updates", "更新"),
    "live_node_penalty": ("penalties", "惩罚项"),
    "live_fact_z_gaussian": ("{n}-D Gaussian noise", "{n} 维高斯噪声"),
    "live_fact_z_uniform": ("{n}-D uniform noise", "{n} 维均匀噪声"),
    "live_fact_answers_tip": ("Means over the batch of the last step", "上一步批次的均值"),
    "live_fact_answers": ("D(x) {real}\nD(G(z)) {fake}", "D(x) {real}\nD(G(z)) {fake}"),
    "live_gear_z": ("Settings of the noise", "噪声设置"),
    "live_gear_g": ("Settings of the generator", "生成器设置"),
    "live_gear_real": ("Settings of the data", "数据设置"),
    "live_gear_d": ("Settings of the discriminator", "判别器设置"),
    "live_gear_loss": ("Loss and how updates are made", "损失与更新方式"),
    "live_gear_penalty": ("Penalties, constraints and noise", "惩罚、约束与噪声"),
    "live_layer_count": ("layers", "层数"),
    "live_layer_width": ("width", "宽度"),
    "live_part_z": ("Noise z", "噪声 z"),
    "live_part_z_tip": (
        "Random vectors: all that the generator gets. The same z always makes the same fake.",
        "随机向量，生成器的唯一输入。同样的 z 总是生成同样的假样本。",
    ),
    "live_part_z_tip_asked": (
        "Random vectors: all that the generator gets beside the label y. The same z with the same y always makes the same fake.",
        "随机向量，是生成器除标签 y 之外的唯一输入。同样的 z 和 y 总是生成同样的假样本。",
    ),
    "live_part_g": ("Generator G", "生成器 G"),
    "live_part_g_tip": (
        "Maps noise z to samples. It never sees the data: it learns only from D’s gradient, and pushes D(G(z)) up.",
        "把噪声 z 映射为样本。它从不看数据，只从 D 的梯度学习，努力提高 D(G(z))。",
    ),
    "live_part_g_tip_asked": (
        "Maps noise z and a label y, the class asked for, to samples. It never sees the data: it learns only from D’s gradient, and pushes D(G(z)) up.",
        "把噪声 z 和标签 y（所要的类别）映射为样本。它从不看数据，只从 D 的梯度学习，努力提高 D(G(z))。",
    ),
    "live_part_fake": ("Fakes G(z)", "假样本 G(z)"),
    "live_part_fake_tip": (
        "Samples of the generator, for the same z all the time: what moves is learning.",
        "生成器的样本，始终用同样的 z：移动的就是学习。",
    ),
    "live_part_real": ("Real samples x", "真实样本 x"),
    "live_part_real_tip": (
        "The data: what G should learn to make. Contours enclose 50 % and 90 % of it.",
        "数据：G 要学会模仿的分布。等高线包含其 50% 和 90%。",
    ),
    "live_part_real_tip_images": (
        "The data: pictures that G should learn to make the like of. The strip shows eight of them.",
        "数据：G 要学会生成与之相似的图片。下方一条显示其中八张。",
    ),
    "live_part_d": ("Discriminator D", "判别器 D"),
    "live_part_d_tip": (
        "Judges samples: {real_colour} where it takes them for real, {fake_colour} for fake. It pushes D(x) up and D(G(z)) down.",
        "判断样本：{real_colour}判真，{fake_colour}判假。它努力提高 D(x)、降低 D(G(z))。",
    ),
    "live_part_d_tip_asked": (
        "Judges samples beside their label y: {real_colour} where it takes them for real ones of that class, {fake_colour} for fake. It pushes D(x) up and D(G(z)) down.",
        "连同标签 y 判断样本：{real_colour}判为该类的真样本，{fake_colour}判假。它努力提高 D(x)、降低 D(G(z))。",
    ),
    "live_part_ideal": ("The ideal discriminator D*", "最优判别器 D*"),
    "live_part_ideal_tip": (
        "The best answer that there is while G stays as it is. p is the data’s density in closed form; q, the fakes’, is estimated from 2,500 fresh fakes.",
        "G 不变时的最优回答。p 为数据密度（闭式），q 为假样本密度，由 2,500 个新假样本估计。",
    ),
    "live_part_d_fake": ("D’s answers to fakes", "D 对假样本的回答"),
    "live_part_d_fake_tip": (
        "Each fake in the colour of D’s answer to it: {real_colour} where G has fooled D.",
        "每个假样本按 D 的回答着色：{real_colour}表示 G 骗过了 D。",
    ),
    "live_part_d_real": ("D’s answers to real samples", "D 对真实样本的回答"),
    "live_part_d_real_tip": (
        "Each real sample in the colour of D’s answer to it: {fake_colour} where D is wrong.",
        "每个真实样本按 D 的回答着色：{fake_colour}表示 D 判错。",
    ),
    "live_part_gradient": ("The gradient that G gets", "G 得到的梯度"),
    "live_part_gradient_tip": (
        "Where each fake would have to move to lower G’s loss most quickly: true −∇ of the chosen loss, all arrows on one scale.",
        "每个假样本朝此方向移动，G 的损失下降最快：所选损失的真实 −∇，所有箭头同一比例。",
    ),
    "live_part_d_loss": ("What D minimises", "D 最小化的目标"),
    "live_part_d_loss_tip": (
        "D’s loss in the last step. The line marks its value at the equilibrium. Its gradient goes back to D only (inner loop).",
        "上一步 D 的损失，竖线为均衡时的值。梯度只回传给 D（内圈）。",
    ),
    "live_part_g_loss": ("What G minimises", "G 最小化的目标"),
    "live_part_g_loss_tip": (
        "G’s loss in the last step. The line marks its value at the equilibrium. Its gradient goes back through D to G (outer loop).",
        "上一步 G 的损失，竖线为均衡时的值。梯度穿过 D 回传给 G（外圈）。",
    ),
    "live_part_loss": ("Loss and updates", "损失与更新"),
    "live_part_loss_tip": (
        "What each player minimises, and who moves when.",
        "双方各自最小化什么，以及何时更新。",
    ),
    "live_part_penalty": ("Penalties and constraints", "惩罚与约束"),
    "live_part_penalty_tip": (
        "What is added to the game to keep it steady; 0 is off, and any of them combine.",
        "为使博弈稳定而加入的项；0 为关闭，可任意组合。",
    ),
}
