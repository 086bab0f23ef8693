"""The words of the image lab's page on the latent space."""

WORDS: dict[str, tuple[str, str]] = {
    "live_page_latent": ("Latent space", "潜空间"),
    "live_page_latent_tip": (
        "What lies between two pictures in the space of z, and which directions there change the picture",
        "z 空间中两张图像之间有什么，以及哪些方向会改变图像",
    ),
    "live_latent_choice_mode": ("What to look at", "查看方式"),
    "live_latent_choice_count": ("How many pictures to walk between", "在几张图像之间行走"),
    "live_latent_choice_way": ("The way between them", "其间的路径"),
    "live_latent_walk": ("Walk", "行走"),
    "live_latent_walk_tip": (
        "G of the z's on the way between the z's of the pictures you pick: a G that has learned, and not learned by "
        "heart, changes smoothly",
        "在所选图像的 z 之间行走，逐点经 G 生成：真正学会（而不是死记）的 G 会平滑变化",
    ),
    "live_latent_directions": ("Directions", "方向"),
    "live_latent_directions_tip": (
        "The directions of z that change G(z) most: eigenvectors of the mean of JᵀJ, J = ∂G/∂z (Wang & Ponce 2021). "
        "Each row adds −3 to +3 standard deviations along one of them to the picked z",
        "使 G(z) 变化最大的 z 方向：JᵀJ 均值的特征向量，J = ∂G/∂z（Wang & Ponce 2021）。每行沿其中一个方向给所选 z 加上 "
        "−3 到 +3 个标准差",
    ),
    "live_latent_sliders": ("Sliders", "滑块"),
    "live_latent_sliders_tip": (
        "Move single components of one z and see what each of them does",
        "移动一个 z 的单个分量，看看各自起什么作用",
    ),
    "live_latent_map": ("Map", "地图"),
    "live_latent_map_tip": (
        "G over the whole plane of z, where z has two dimensions; z₁ grows to the right, z₂ upwards",
        "当 z 为二维时，整个 z 平面上的 G；z₁ 向右增大，z₂ 向上增大",
    ),
    "live_latent_map_note": (
        "Places of equal probability: each picture stands for as many z's.",
        "位置按等概率选取：每张图像代表同样多的 z。",
    ),
    "live_latent_map_needs": (
        "A map needs z of two dimensions; here it has {dim}. Set “Noise dimensions” to 2.",
        "地图需要二维的 z；这里是 {dim} 维。请将“噪声维数”设为 2。",
    ),
    "live_latent_title_walk_two": ("From A to B", "从 A 到 B"),
    "live_latent_title_walk_four": ("Between A, B, C and D", "A、B、C、D 之间"),
    "live_latent_title_directions": ("From −3σ to +3σ along each direction", "沿各方向从 −3σ 到 +3σ"),
    "live_latent_title_sliders": ("Components of z, in standard deviations", "z 的各分量（以标准差为单位）"),
    "live_latent_title_map": ("G(z) over the plane of z", "z 平面上的 G(z)"),
    "live_latent_large": ("The picture looked at, large", "正在查看的图像（放大）"),
    "live_latent_place": ("Place on the way", "路径上的位置"),
    "live_latent_pick": ("Pick a picture", "选择一张图像"),
    "live_latent_pick_tip": ("Of the fixed wall: the z to start from", "来自固定图像墙：作为起点的 z"),
    "live_latent_picks": ("Pick pictures", "选择图像"),
    "live_latent_picks_tip": (
        "Pictures of the fixed wall; a click replaces the picked ones in turn",
        "固定图像墙上的图像；每次点击依次替换已选的图像",
    ),
    "live_latent_picture": ("Picture {n}", "图像 {n}"),
    "live_latent_others": ("Other ones", "换一批"),
    "live_latent_others_tip": ("Offer other pictures of the fixed wall", "换成固定图像墙上的其他图像"),
    "live_latent_two": ("2", "2"),
    "live_latent_two_tip": ("Walk between two pictures", "在两张图像之间行走"),
    "live_latent_four": ("4", "4"),
    "live_latent_four_tip": ("Walk between four pictures, one in each corner", "在四张图像之间行走，四角各一张"),
    "live_latent_linear": ("Linear", "线性"),
    "live_latent_linear_tip": (
        "The straight way between the z's; the natural one where z is uniform. Of a Gaussian z it passes places nearer to "
        "0 than any z that G was trained on",
        "z 之间的直线；z 均匀分布时的自然选择。对高斯 z，它会经过比训练时的 z 更靠近 0 的位置",
    ),
    "live_latent_spherical": ("Spherical", "球面"),
    "live_latent_spherical_tip": (
        "The way on a great circle (slerp; Shoemake 1985, White 2016): a Gaussian z of many dimensions nearly always has "
        "a length near σ√d, and this way keeps it",
        "沿大圆的路径（slerp；Shoemake 1985，White 2016）：高维高斯 z 的长度几乎总接近 σ√d，这条路径保持该长度",
    ),
    "live_latent_share_tip": (
        "Share of G's whole response: how much of the picture's mean squared change, for a small random step of z, comes "
        "from this direction. Mean over {n} z's, measured at step {step}",
        "占 G 总响应的份额：z 随机移动一小步时，图像均方变化中来自该方向的部分。对 {n} 个 z 取平均，测于第 {step} 步",
    ),
    "live_spoken_latent": ("{title}: {n} pictures of step {step}.", "{title}：第 {step} 步的 {n} 张图像。"),
    "live_spoken_latent_from": ("Picked of the fixed wall: {picks}.", "从固定图像墙选取：{picks}。"),
    "live_spoken_latent_share": (
        "The first direction makes {share} % of G’s response.",
        "第一个方向占 G 响应的 {share}%。",
    ),
    "live_latent_no_response": (
        "G makes the same picture of every z: there is no direction to follow.",
        "G 对每个 z 都生成同样的图像：没有可沿的方向。",
    ),
    "live_latent_along": ("direction {i}: {q}σ", "方向 {i}：{q}σ"),
    "live_latent_z_tip": (
        "One component of z, in standard deviations σ of z; coloured where you have moved it",
        "z 的一个分量，以 z 的标准差 σ 为单位；移动过的会着色",
    ),
    "live_latent_previous": ("‹", "‹"),
    "live_latent_previous_tip": ("Components before these", "前面的分量"),
    "live_latent_next": ("›", "›"),
    "live_latent_next_tip": ("Components after these", "后面的分量"),
    "live_latent_reset": ("Back to z", "恢复 z"),
    "live_latent_reset_tip": ("Put all components back to where they were", "把所有分量放回原处"),
    "live_latent_random": ("Random z", "随机 z"),
    "live_latent_random_tip": ("Draw a new z", "重新抽取一个 z"),
}
