"""The words of projector mode, display options, keys and of the texts in place of pictures, English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # -- tools and options
    "live_display": ("Display", "显示"),
    "live_display_tip": ("Shapes, palette, projector", "形状、配色、投影"),
    "live_display_motion": (
        "Motion follows your system: where it asks for less, nothing glides, bends or flows.",
        "动画遵循系统设置：若系统要求减少动画，则不再滑动、变形或流动。",
    ),
    "live_shapes_row": ("Fakes as triangles, their curves dashed", "假样本用三角形，曲线用点划线"),
    "live_palette_row": ("Colours", "配色"),
    "live_projector": ("Projector mode", "投影模式"),
    "live_projector_row": ("Projector mode", "投影模式"),
    "live_projector_tip": (
        "Projector mode: large text, thick lines, controls only while you use them (key p)",
        "投影模式：大字、粗线，控件仅在使用时显示（p 键）",
    ),
    "live_real_colour_default": ("green", "绿色"),
    "live_fake_colour_default": ("purple", "紫色"),
    "live_real_colour_okabe_ito": ("blue", "蓝色"),
    "live_fake_colour_okabe_ito": ("orange", "橙色"),
    # -- keys
    "live_keys": ("Keys", "快捷键"),
    "live_keys_tip": ("All keys (key ?)", "全部快捷键（? 键）"),
    "live_keys_train": ("Training", "训练"),
    "live_keys_picture": ("Picture", "画面"),
    "live_keys_settings": ("Settings", "设置"),
    "live_keys_room": ("Display", "显示"),
    "live_key_space": ("Space", "空格"),
    "live_key_help": ("Open and close this list", "打开或关闭此列表"),
    "live_key_play": ("Play or pause", "播放或暂停"),
    "live_key_speed": ("Go to the speed slider", "转到速度滑块"),
    "live_key_faster": ("Faster", "加快"),
    "live_key_slower": ("Slower", "减慢"),
    "live_key_d_lr_down": ("D’s learning rate one stop down", "D 学习率降一档"),
    "live_key_d_lr_up": ("D’s learning rate one stop up", "D 学习率升一档"),
    "live_key_g_lr_down": ("G’s learning rate one stop down", "G 学习率降一档"),
    "live_key_g_lr_up": ("G’s learning rate one stop up", "G 学习率升一档"),
    "live_key_layers": ("Switch a layer, in the order of their words", "切换图层（按标签顺序）"),
    "live_key_focus": ("Next part as the large picture", "依次放大各部分"),
    "live_key_warp": ("Show G at work: the lattice of z bends into G(z)", "展示 G 的作用：z 的网格弯曲成 G(z)"),
    # -- in place of pictures
    "live_spoken_game": (
        "Dirac-GAN: G’s point θ is {theta}, D’s slope ψ is {psi}; they rest at 0 and 0.",
        "Dirac-GAN：G 的点 θ 为 {theta}，D 的斜率 ψ 为 {psi}；均衡在 0 和 0。",
    ),
    "live_spoken_step": ("Step {n}, {status}.", "第 {n} 步，{status}。"),
    "live_spoken_runs": ("training", "训练中"),
    "live_spoken_rests": ("at rest", "已停止"),
    "live_spoken_answers": (
        "D answers {real} to real samples and {fake} to fakes on average.",
        "D 对真实样本平均回答 {real}，对假样本平均回答 {fake}。",
    ),
    "live_spoken_gradient": (
        "95 % of the gradients at the fakes are shorter than {q}.",
        "95% 的假样本梯度小于 {q}。",
    ),
    "live_spoken_curve": (
        "{name}: now {now}, from {low} to {high} so far.",
        "{name}：当前 {now}，至今在 {low} 到 {high} 之间。",
    ),
}
