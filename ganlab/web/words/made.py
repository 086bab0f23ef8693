"""The words of what is measured of generated pictures, English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "live_classes_made": ("Digits made", "生成的数字"),
    "live_classes_size": ("of {n}, each ± {noise} %", "共 {n} 张，各 ±{noise}%"),
    "live_classes_made_tip": (
        "What the digit classifier takes {n} fresh pictures of G for (filled), and the data's own shares (outline). A digit "
        "is covered from a quarter of its share on. By chance alone a share moves by up to {noise} points, 19 times in 20.",
        "数字分类器对 G 新生成的 {n} 张图像的判断（实心），以及数据自身的比例（轮廓）。达到自身比例的四分之一即算覆盖。"
        "仅因偶然，一个比例在 20 次中有 19 次波动不超过 {noise} 个百分点。",
    ),
    "live_classes_line": ("{digit}: {made} of the fakes, {real} of the data", "{digit}：假样本 {made}，数据 {real}"),
    "live_classes_missing": (
        "{covered} of {whole}; missing: {missing}",
        "{covered} / {whole}；缺失：{missing}",
    ),
    "live_classes_whole": ("{covered} of {whole} digits covered", "覆盖 {covered} / {whole} 个数字"),
    "live_measure_bar": (
        "Bar: from 0 to 100 %; it should end at the mark, where real pictures do.",
        "条形：0 到 100%；应止于标记处，即真实图像的值。",
    ),
    "live_measure_log_bar": (
        "Bar: on a log scale; it should be as short as the mark, where real against real ends.",
        "条形：对数刻度；应短至标记处，即真实对真实的值。",
    ),
}
