"""The words of two runs side by side, English and Chinese: `SAID` by the server, `WORDS` by the view."""

WORDS: dict[str, tuple[str, str]] = {
    "live_compare": ("Compare", "对比"),
    "live_compare_tip": (
        "Two runs side by side, from the same seed and data, with one setting different",
        "两个运行并排：种子和数据相同，只有一项设置不同",
    ),
    "live_compare_title": ("Two runs side by side", "两个运行并排"),
    "live_compare_text": (
        "Both begin anew from the same seed, see the same real data, and take every step together. What should B have otherwise?",
        "两者用同一种子重新开始，看到同样的真实数据，每一步同时进行。B 的哪项设置不同？",
    ),
    "live_compare_field": ("Setting", "设置"),
    "live_compare_own": ("A has {value}", "A 为 {value}"),
    "live_compare_start": ("Start both", "同时开始"),
    "live_compare_group": ("The two runs compared", "对比的两个运行"),
    "live_compare_pick_a": ("Run A: its overview and its settings", "运行 A：显示其总览与设置"),
    "live_compare_pick_b": ("Run B: its overview and its settings", "运行 B：显示其总览与设置"),
    "live_compare_equal": ("same settings", "设置相同"),
    "live_compare_swap": ("Swap", "交换"),
    "live_compare_swap_tip": ("Exchange left and right", "左右交换"),
    "live_compare_keep_a": ("Keep A", "保留 A"),
    "live_compare_keep_a_tip": ("End the comparison and go on with A", "结束对比，继续 A"),
    "live_compare_keep_b": ("Keep B", "保留 B"),
    "live_compare_keep_b_tip": ("End the comparison and go on with B", "结束对比，继续 B"),
    "live_compare_stopped": ("stopped at step {n}", "停在第 {n} 步"),
    "live_compare_on": ("on", "开"),
    "live_compare_off": ("off", "关"),
    "live_compare_none": ("none", "无"),
}
