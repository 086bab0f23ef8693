"""The words of the charts and of the diagnosis, English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "live_charts": ("Charts", "图表"),
    "live_chart_tools": ("Tools for all charts", "全部图表的工具"),
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
    "live_try": ("Try:", "可尝试："),
    "live_try_tip": ("Change these settings now: {change}", "立即更改这些设置：{change}"),
    "live_rules": ("What is said when", "诊断规则"),
    "live_close": ("Close", "关闭"),
}
