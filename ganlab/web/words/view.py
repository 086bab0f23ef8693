"""The words of the live view, English and Chinese, by the keys that its modules ask for."""

WORDS: dict[str, tuple[str, str]] = {
    "live_view": (
        "Live training",
        "实时训练",
    ),
    "live_toolbar": (
        "Training controls",
        "训练控制",
    ),
    "live_play": (
        "Play",
        "播放",
    ),
    "live_play_tip": (
        "Train without stopping (Space)",
        "连续训练（空格键）",
    ),
    "live_pause": (
        "Pause",
        "暂停",
    ),
    "live_pause_tip": (
        "Pause training (Space)",
        "暂停训练（空格键）",
    ),
    "live_step": (
        "One step",
        "走一步",
    ),
    "live_step_tip": (
        "One training step: D and G are each updated (key .)",
        "训练一步：D 和 G 都更新（. 键）",
    ),
    "live_step_d": (
        "Step of D only",
        "只训练 D 一步",
    ),
    "live_step_d_tip": (
        "Update only the discriminator D once; G stays as it is (key d)",
        "只更新判别器 D 一次，G 不变（d 键）",
    ),
    "live_step_g": (
        "Step of G only",
        "只训练 G 一步",
    ),
    "live_step_g_tip": (
        "Update only the generator G once; D stays as it is (key g)",
        "只更新生成器 G 一次，D 不变（g 键）",
    ),
    "live_steps": (
        "Run this many steps",
        "运行这么多步",
    ),
    "live_steps_tip": (
        "Run the number of steps on the left, then pause",
        "运行左边填写的步数，然后暂停",
    ),
    "live_steps_n": (
        "Number of steps",
        "步数",
    ),
    "live_reset": (
        "Reset",
        "重置",
    ),
    "live_reset_tip": (
        "Start again with the same seed: the run repeats exactly (key r)",
        "用同一个随机种子重新开始，过程完全重现（r 键）",
    ),
    "live_new_seed": (
        "New seed",
        "新种子",
    ),
    "live_new_seed_tip": (
        "Start again with another random seed: new starting weights and new noise z (key n)",
        "换一个随机种子重新开始：新的初始权重和噪声 z（n 键）",
    ),
    "live_speed": (
        "Training speed",
        "训练速度",
    ),
    "live_speed_tip": (
        "How many training steps per second at most; at the right end as fast as the machine can (keys − and +)",
        "每秒最多训练多少步；拉到最右为全速（− 和 + 键）",
    ),
    "live_speed_value": (
        "{n} steps/s",
        "{n} 步/秒",
    ),
    "live_speed_max": (
        "flat out",
        "全速",
    ),
    "live_step_count": (
        "step {n}",
        "第 {n} 步",
    ),
    "live_rate": (
        "{n} steps/s",
        "{n} 步/秒",
    ),
    "live_rate_tip": (
        "Training steps per second, as measured",
        "实测每秒训练步数",
    ),
    "live_rate_cores": ("cores of the CPU in use: {n}", "使用的 CPU 核心数：{n}"),
    "live_rate_gpu": ("on the graphics processor ({name})", "在图形处理器（{name}）上"),
    "live_plane_label": (
        "Plane with real points, generated points and the discriminator's answer D(x)",
        "平面图：真实点、生成点和判别器的输出 D(x)",
    ),
    "live_layers": (
        "Layers of the picture",
        "图层",
    ),
    "live_layer_heat": (
        "D(x)",
        "D(x)",
    ),
    "live_layer_heat_tip": (
        "D(x): what the discriminator answers at x. In {real_colour}: it takes x for real; {fake_colour}: for generated; grey: undecided",
        "D(x)：判别器在 x 处的回答。{real_colour}：判为真；{fake_colour}：判为假；灰色：无法分辨",
    ),
    "live_layer_contour_tip": (
        "The line where D's answer tells nothing: here the discriminator cannot tell real from generated",
        "D 的回答不偏向任何一方的线：判别器在这里分不出真假",
    ),
    "live_layer_real": (
        "real x",
        "真实 x",
    ),
    "live_layer_real_tip": (
        "x: real points from the data set",
        "x：来自数据集的真实点",
    ),
    "live_layer_fake": (
        "fake G(z)",
        "生成 G(z)",
    ),
    "live_layer_fake_tip": (
        "G(z): points that the generator makes out of random noise z",
        "G(z)：生成器由随机噪声 z 产生的点",
    ),
    "live_layer_arrows": (
        "−∇ loss G",
        "−∇ G 损失",
    ),
    "live_layer_arrows_tip": (
        "−∇: the direction in which each generated point would have to move to lower the generator's loss most quickly",
        "−∇：每个生成点沿此方向移动，生成器的损失下降最快",
    ),
    "live_arrow_scale": (
        "arrows × {k}, 95 % below {q}",
        "箭头 × {k}，95% 小于 {q}",
    ),
    "live_arrow_scale_tip": (
        "The arrows are drawn this many times as long as the gradients are; 95 % of the gradients are shorter than the second number. Close to 0: the generator hardly learns",
        "箭头长度是梯度的这么多倍；95% 的梯度小于第二个数。接近 0 时生成器几乎学不到东西",
    ),
    "live_hover_hint": (
        "Point at the plane to read D(x)",
        "把鼠标移到图上读取 D(x)",
    ),
    "live_hover": (
        "x = ({x}, {y})   D(x) = {d}",
        "x = ({x}, {y})   D(x) = {d}",
    ),
    "live_fixed": (
        "Fixed noise z",
        "固定噪声 z",
    ),
    "live_fixed_tip": (
        "G(z) for the same noise vectors z all the time: shows how each picture develops",
        "始终用同样的噪声 z 生成：可以看到每张图如何变化",
    ),
    "live_fresh": (
        "Fresh noise z",
        "新噪声 z",
    ),
    "live_fresh_tip": (
        "G(z) for new noise vectors z every time: shows how varied the generator is",
        "每次用新噪声 z 生成：可以看到生成的多样性",
    ),
    "live_real": (
        "Real pictures x",
        "真实图片 x",
    ),
    "live_real_tip": (
        "Pictures from the data set, for comparison, with D's answer below each",
        "数据集中的图片，供对比；下方是 D 的判断",
    ),
    "live_key": (
        "Bar below a picture: D's answer",
        "图片下方的条：D 的判断",
    ),
    "live_key_fake": (
        "{d} fake",
        "{d} 假",
    ),
    "live_key_real": (
        "{d} real",
        "{d} 真",
    ),
    "live_hover_score": (
        "D = {d}",
        "D = {d}",
    ),
    "live_step_axis": (
        "step",
        "步数",
    ),
    "live_reconnecting": (
        "reconnecting…",
        "正在重新连接…",
    ),
    "live_dismiss": (
        "Dismiss",
        "关闭",
    ),
    "live_detail": (
        "Details",
        "详细信息",
    ),
    "live_measures": (
        "Measures of the generated samples",
        "生成样本的度量",
    ),
}
