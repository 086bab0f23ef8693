"""The words of conditional runs and of ready-trained starts."""

WORDS: dict[str, tuple[str, str]] = {
    "live_label": (
        "Ask G for",
        "让 G 生成",
    ),
    "live_label_tip": (
        "G is given this label y beside fresh noise z: the right wall shows G(z, y)",
        "把标签 y 连同新噪声 z 交给 G：右墙显示 G(z, y)",
    ),
    "live_label_all": (
        "all",
        "全部",
    ),
    "live_label_seen": (
        "{seen} of {count} are recognised by the classifier as asked",
        "{count} 张中有 {seen} 张被分类器认作所要的类别",
    ),
    "live_fixed_asked": (
        "Fixed noise z, columns by class",
        "固定噪声 z，按类分列",
    ),
    "live_fixed_asked_tip": (
        "G(z, y) for the same noise vectors z and labels y all the time: each column is asked for one class, in the order of the buttons",
        "始终用同样的噪声 z 和标签 y 生成：每列要求一类，顺序与按钮相同",
    ),
}
