"""The words of the charts and of the diagnosis, English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "live_charts": ("Charts", "图表"),
    "live_chart_tools": ("Tools for all charts", "全部图表的工具"),
    "live_chart_parameters": ("θ, ψ", "θ, ψ"),
    "live_chart_losses": ("Losses", "损失"),
    "live_chart_scores": ("D", "D"),
    "live_chart_sw1": ("SW₁", "SW₁"),
    "live_chart_modes": ("Modes", "模式"),
    "live_chart_js": ("JS", "JS"),
    "live_chart_d_star": ("|D − D*|", "|D − D*|"),
    "live_chart_accuracy": ("Accuracy", "正确率"),
    "live_chart_fid": ("FID-like", "类 FID"),
    "live_chart_classes": ("Digits", "数字"),
    "live_chart_neighbours": ("Neighbours", "近邻"),
    "live_chart_precision": ("Precision", "精确率"),
    "live_chart_gradients": ("Gradients", "梯度"),
    "live_chart_copies": ("Copies", "复制"),
    "live_sw1": ("Sliced Wasserstein-1", "切片 Wasserstein-1"),
    "live_sw1_tip": (
        "Distance of 2,500 fakes from as many real samples, in data units. Dashed: what real samples score against real ones, the noise floor",
        "2,500 个假样本与同样多真实样本的距离（数据单位）。虚线：真实样本之间的距离，即噪声底",
    ),
    "live_sw1_label": (
        "Chart of the sliced Wasserstein distance over the training steps, with its noise floor",
        "切片 Wasserstein 距离随训练步数变化的曲线，含噪声底",
    ),
    "live_modes": ("Modes and quality", "模式与质量"),
    "live_modes_tip": (
        "Share of the data's modes that are held, and share of good samples: those within 3 standard deviations of a mode. Dashed: what real samples reach",
        "覆盖的数据模式比例，以及优质样本（距某个模式 3 个标准差以内）的比例。虚线：真实样本能达到的值",
    ),
    "live_modes_label": (
        "Chart of the modes held and the good samples over the training steps",
        "覆盖模式数与优质样本比例随训练步数变化的曲线",
    ),
    "live_js": ("Jensen-Shannon divergence", "JS 散度"),
    "live_js_tip": (
        "Divergence in bits of 2,500 fakes and as many real samples, on a grid of 30 × 30 cells. Dashed: real against real, which is not 0 at this number",
        "2,500 个假样本与同样多真实样本在 30×30 网格上的散度（比特）。虚线：真实对真实，样本有限故不为 0",
    ),
    "live_js_label": (
        "Chart of the Jensen-Shannon divergence over the training steps, with its noise floor",
        "JS 散度随训练步数变化的曲线，含噪声底",
    ),
    "live_d_star": ("|D − D*|", "|D − D*|"),
    "live_d_star_tip": (
        "Mean distance of D from the best discriminator D* = p / (p + q); q is estimated from generated samples. Dashed: the error of that estimate",
        "D 与最优判别器 D* = p / (p + q) 的平均距离；q 由生成样本估计。虚线：该估计的误差",
    ),
    "live_d_star_label": (
        "Chart of the distance of D from the best discriminator over the training steps",
        "D 与最优判别器的距离随训练步数变化的曲线",
    ),
    "live_accuracy": ("D's accuracy", "D 的正确率"),
    "live_accuracy_tip": (
        "Share of 2,500 real and of 2,500 fake samples on the right side of D's boundary. Dashed: guessing",
        "2,500 个真实样本和 2,500 个假样本中落在 D 边界正确一侧的比例。虚线：瞎猜",
    ),
    "live_accuracy_label": (
        "Chart of the discriminator's accuracy over the training steps",
        "判别器正确率随训练步数变化的曲线",
    ),
    "live_measure_d_accuracy_real": ("on real", "真实"),
    "live_measure_d_accuracy_fake": ("on fake", "生成"),
    "live_gradients": ("Gradient lengths", "梯度长度"),
    "live_gradients_tip": (
        "Euclidean length of the gradient of what each network minimises, in its weights, at the last update of the step",
        "两个网络各自最小化的目标对其权重的梯度的欧氏长度（每步最后一次更新）",
    ),
    "live_gradients_label": (
        "Chart of the lengths of both gradients over the training steps",
        "两个梯度的长度随训练步数变化的曲线",
    ),
    "live_d_grad": ("D", "D"),
    "live_g_grad": ("G", "G"),
    "live_copies": ("Distance to training points", "到训练点的距离"),
    "live_copies_tip": (
        "Median distance of 2,500 fakes to the nearest stored training point. Dashed: that of fresh real samples; far below it the fakes are copies",
        "2,500 个假样本到最近训练点的距离的中位数。虚线：新的真实样本的距离；远低于它则假样本是复制品",
    ),
    "live_copies_label": (
        "Chart of the distance of the fakes to the training points over the training steps",
        "假样本到训练点的距离随训练步数变化的曲线",
    ),
    "live_measure_train_distance": ("fakes", "假样本"),
    "live_floor": ("real vs<br>real", "真实<br>对真实"),
    "live_entry_tip": (
        "The value at the pointer's step, or the newest; press to hide the curve",
        "指针所在步数的值，或最新值；点按可隐藏曲线",
    ),
    "live_smooth_off": ("Smooth: off", "平滑：关"),
    "live_smooth_weak": ("Smooth: weak", "平滑：弱"),
    "live_smooth_strong": ("Smooth: strong", "平滑：强"),
    "live_smooth_tip": (
        "Exponential mean of the rows kept: weak over about 5 of them, strong over about 20; the true curve stays, faint",
        "对保存的各行取指数平均：弱约 5 行，强约 20 行；原曲线以淡色保留",
    ),
    "live_log": ("Log", "对数"),
    "live_log_tip": (
        "Logarithmic axis, where all values in view are above 0",
        "对数坐标轴（仅当可见的值都大于 0）",
    ),
    "live_clip": ("Clip", "裁剪"),
    "live_clip_tip": (
        "Fit the axis to the middle 96 % of the values in view; how many lie outside is said above each chart",
        "坐标轴只覆盖可见数值中间的 96%；图上方注明有多少值在外",
    ),
    "live_unzoom": ("All steps", "全部步数"),
    "live_unzoom_tip": (
        "Drag over a chart to look closer at these steps in all charts; a double click, or this, shows all again",
        "在图上拖动可在全部图表中放大这些步数；双击或点此恢复全部",
    ),
    "live_note_log": ("log axis", "对数轴"),
    "live_note_log_tip": ("The axis is logarithmic.", "坐标轴为对数。"),
    "live_note_linear": ("not log: values ≤ 0", "非对数：有值 ≤ 0"),
    "live_note_linear_tip": (
        "Some values in view are 0 or below, which a logarithmic axis cannot show.",
        "可见的值中有小于或等于 0 的，对数轴无法显示。",
    ),
    "live_note_clipped": ("{n} outside", "{n} 个在外"),
    "live_note_clipped_tip": (
        "So many values in view lie outside the axis.",
        "可见的值中有这么多在坐标轴范围之外。",
    ),
    "live_diagnosis": ("Diagnosis", "诊断"),
    "live_diagnosis_none": ("No diagnosis: nothing is sure.", "暂无诊断：没有可以确定的结论。"),
    "live_diagnosis_pictures": (
        "No diagnosis: for pictures other than digits only divergence is told.",
        "暂无诊断：对数字以外的图像只判断是否发散。",
    ),
    "live_diagnosis_span": ("So for {n} steps.", "已持续 {n} 步。"),
    "live_try": ("Try:", "可尝试："),
    "live_try_tip": ("Change these settings now: {change}", "立即更改这些设置：{change}"),
    "live_try_anew": ("{change}, from the start", "{change}，从头开始"),
    "live_rules": ("What is said when", "诊断规则"),
    "live_rules_window": (
        "A diagnosis is said when all of its signs hold over the last {steps} steps (at least {checks} checks over {least} steps) "
        "since the settings were last changed. The first of this list that holds is said; if none does, nothing is.",
        "当一条诊断的全部征象在最近 {steps} 步内（至少 {checks} 次检查、跨 {least} 步，自上次更改设置起）都成立时才给出。"
        "列表中第一条成立的诊断会显示；若都不成立则不作判断。",
    ),
    "live_rule_diverged": (
        "A loss, a penalty or a gradient is not a finite number.",
        "某个损失、惩罚或梯度不是有限的数。",
    ),
    "live_close": ("Close", "关闭"),
}
