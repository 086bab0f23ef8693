"""The words of the Dirac-GAN's page: `SAID` by the server, `WORDS` asked for by the view."""

WORDS: dict[str, tuple[str, str]] = {
    "live_game_label": (
        "Where both players pull, at each pair of θ and ψ, and the path that the game has taken",
        "各 (θ, ψ) 处双方的拉力，以及博弈走过的路径",
    ),
    "live_game_hint": ("Point at an arrow to read it, click to start there", "移到箭头上读数，点击从该处开始"),
    "live_game_hover": ("θ = {x}   ψ = {y}   v = ({u}, {w})", "θ = {x}   ψ = {y}   v = ({u}, {w})"),
    "live_game_scale": ("arrows × {k}, longest |v| {q}", "箭头 × {k}，最长 |v| {q}"),
    "live_game_scale_tip": (
        "The field's arrows are drawn this many times as long as v is; the second number is the longest v in the picture. The players' own pulls are drawn on the same scale",
        "场的箭头长度是 v 的这么多倍；第二个数是图中最长的 v。双方的拉力用同样的比例画出",
    ),
    "live_game_place": ("θ = {x}   ψ = {y}", "θ = {x}   ψ = {y}"),
    "live_game_rest": ("rest (0, 0)", "静止点 (0, 0)"),
    "live_game_rest_tip": (
        "(θ, ψ) = (0, 0): G makes the data's only point, and D is flat",
        "(θ, ψ) = (0, 0)：G 生成数据唯一的点，D 是平的",
    ),
    "live_game_path": ("path", "路径"),
    "live_game_path_tip": (
        "Where (θ, ψ) has been, one dot a step; older steps fade",
        "(θ, ψ) 走过的地方，一点一步；越旧越淡",
    ),
    "live_game_g": ("G pulls θ", "G 拉动 θ"),
    "live_game_g_tip": (
        "Minus the gradient of G's last update: G moves left and right only",
        "G 上一次更新的负梯度：G 只能左右移动",
    ),
    "live_game_d": ("D pulls ψ", "D 拉动 ψ"),
    "live_game_d_tip": (
        "Minus the gradient of D's last update: D moves up and down only",
        "D 上一次更新的负梯度：D 只能上下移动",
    ),
    "live_game_line": (
        "What it means: data at 0, G's point at θ, D(x) = ψ x",
        "含义：数据在 0，G 的点在 θ，D(x) = ψ x",
    ),
    "live_game_line_label": (
        "The number line with the data at 0, G's point at θ and D as a straight line through 0",
        "数轴：数据在 0，G 的点在 θ，D 是过 0 的直线",
    ),
    "live_game_data": ("data", "数据"),
    "live_game_point": ("G(z) = θ", "G(z) = θ"),
    "live_theory": ("Near rest", "静止点附近"),
    "live_theory_tip": (
        "Near (0, 0) the field is linear: d(θ, ψ)/dt = J (θ, ψ). Tiny steps come to rest where both eigenvalues of J lie in the left half of the plane; their height is the speed of circling",
        "在 (0, 0) 附近场是线性的：d(θ, ψ)/dt = J (θ, ψ)。步长极小时，J 的两个特征值都在左半平面才会静止；其高度是转圈的速度",
    ),
    "live_theory_plane": (
        "The complex plane with the two eigenvalues of J; the left half is stable",
        "复平面上 J 的两个特征值；左半平面是稳定的",
    ),
    "live_theory_stable": ("stable", "稳定"),
    "live_theory_radius": ("one step: × {r}", "每步：× {r}"),
    "live_theory_radius_tip": (
        "Spectral radius of one step at the present learning rates and order of updates: near (0, 0) the distance is multiplied by this, on average over a turn",
        "按当前学习率和更新顺序，一步的谱半径：在 (0, 0) 附近距离每步乘以此数（按一圈平均）",
    ),
}
