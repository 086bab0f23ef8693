"""The words about data sets: those that the page says, and those of the live view's drawing board and picture menu."""

WORDS: dict[str, tuple[str, str]] = {
    "live_data_open": ("Data set…", "数据集…"),
    "live_data_sets": ("Data sets", "数据集"),
    "live_data_draw": ("Draw…", "手绘…"),
    "live_data_upload": (
        "Bring your own points first: the button Upload on top takes a CSV or NPZ file.",
        "请先用页面顶部的“上传”按钮提供 CSV 或 NPZ 文件。",
    ),
    "live_data_upload_pictures": (
        "Bring your own pictures first: the button Upload on top takes PNG, JPEG and ZIP files.",
        "请先用页面顶部的“上传”按钮提供 PNG、JPEG 或 ZIP 文件。",
    ),
    "live_classes_all": ("All", "全部"),
    "live_classes_all_tip": (
        "Train on the pictures of all classes. Choosing some of them begins the run anew.",
        "用所有类别的图像训练。选择部分类别会重新开始训练。",
    ),
    "live_draw_title": ("Draw the data", "手绘数据"),
    "live_draw_hint": (
        "Samples lie evenly along each stroke, however quickly you draw; a tap is a dot.",
        "样本沿笔画均匀分布，与画的快慢无关；点一下是一个圆点。",
    ),
    "live_draw_board": ("Drawing board", "画板"),
    "live_draw_brush": ("Brush", "笔宽"),
    "live_draw_undo": ("Undo", "撤销"),
    "live_draw_clear": ("Clear", "清空"),
    "live_draw_cancel": ("Cancel", "取消"),
    "live_draw_apply": ("Apply", "应用"),
    "live_draw_empty": (
        "There is nothing to train on yet: draw at least one stroke or dot.",
        "还没有可训练的数据：请至少画一笔或一个点。",
    ),
    "live_draw_full": (
        "This drawing has more strokes than an address can hold: undo some.",
        "笔画太多，网址容纳不下：请撤销一些。",
    ),
    "live_draw_offline": (
        "There is no connection to the server just now: try again in a moment.",
        "暂时没有与服务器的连接：请稍后再试。",
    ),
}
