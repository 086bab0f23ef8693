"""The words about data sets: those that the page says, and those of the live view's drawing board and picture menu."""

PAGE: dict[str, tuple[str, str]] = {
    "upload.button": ("Upload", "上传"),
    "upload.points": ("Points", "数据点"),
    "upload.pictures": ("Pictures", "图像"),
    "upload.label": ("A CSV or NPZ file of points, at most 5 MB", "CSV 或 NPZ 数据点文件，至多 5 MB"),
    "upload.hint": (
        "Two columns of numbers become the data. They are rescaled to the window and kept on this server only.",
        "两列数值成为数据，缩放到画面窗口内，只保存在本服务器上。",
    ),
    "upload.first": ("Horizontal: x", "横轴：x"),
    "upload.second": ("Vertical: y", "纵轴：y"),
    "upload.dropped": (
        "Rows left out for want of two numbers: {count}.",
        "略去了 {count} 行没有两个数值的数据。",
    ),
    "upload.now": (
        "{count} points; x is “{first}”, y is “{second}”; shown as {map}.",
        "{count} 个点；x 为“{first}”，y 为“{second}”；显示为 {map}。",
    ),
    "upload.empty": ("The file is empty.", "文件是空的。"),
    "upload.size": (
        "The file must be at most {limit:.0f} MB; it has {size:.1f} MB.",
        "文件至多 {limit:.0f} MB；此文件有 {size:.1f} MB。",
    ),
    "upload.rows": (
        "The file must have at most {limit:,} rows; it has {count:,}.",
        "文件至多 {limit:,} 行；此文件有 {count:,} 行。",
    ),
    "upload.wide": (
        "The file must have at most {limit} columns; it has {count}.",
        "文件至多 {limit} 列；此文件有 {count} 列。",
    ),
    "upload.columns": (
        "The file must have two columns of numbers; it has {count}.",
        "文件须有两列数值；此文件有 {count} 列。",
    ),
    "upload.large": (
        "Numbers must be at most {limit} in size; the file has {value}.",
        "数值大小至多 {limit}；文件中有 {value}。",
    ),
    "upload.few": (
        "The file must have at least two different points; it has {count}.",
        "文件须有至少两个不同的点；此文件有 {count} 个。",
    ),
    "upload.text": ("The file must be CSV in UTF-8; it is something else.", "文件须为 UTF-8 编码的 CSV；此文件不是。"),
    "upload.npz": (
        "The file must be a whole NPZ archive of number arrays; it is not, or it is damaged.",
        "文件须为完整的 NPZ 数值数组；此文件不是，或已损坏。",
    ),
    "upload.pickle": (
        "The file must hold arrays of numbers; it holds Python objects, which are never opened.",
        "文件须为数值数组；其中有 Python 对象，不会打开。",
    ),
    "upload.bomb": (
        "The file must unpack to at most {limit:.0f} MB; it is larger.",
        "文件解压后至多 {limit:.0f} MB；此文件更大。",
    ),
    "upload.way": ("What to bring", "上传什么"),
    "upload.way.files": ("Files or ZIP", "文件或 ZIP"),
    "upload.way.folder": ("Folder", "文件夹"),
    "upload.pictures.folder": (
        "A folder of PNG and JPEG files, at most 20 MB in all",
        "含 PNG 或 JPEG 文件的文件夹，合计至多 20 MB",
    ),
    "upload.classes": (
        "Classes, after the folders, a row each (the digit classifier does not know them, so it tells nothing of them):",
        "类别，取自文件夹，每类一行（数字分类器不认识这些类别，故不作判断）：",
    ),
    "upload.folders": (
        "The pictures lie in {count} folders: only 2 to {most} would become classes.",
        "图像位于 {count} 个文件夹：只有 2 至 {most} 个文件夹时才作为类别。",
    ),
    "upload.pictures.files": (
        "PNG or JPEG files, or a ZIP of them, at most 20 MB in all",
        "PNG 或 JPEG 文件，或其 ZIP 压缩包，合计至多 20 MB",
    ),
    "upload.pictures.hint": (
        "Up to 5,000 pictures of 4 megapixels each become 28×28 grey, transparent ones on white, and are kept on this server only. Two to ten folders are taken for classes.",
        "至多 5000 张、每张至多 400 万像素的图像变为 28×28 灰度图（透明处为白色），只保存在本服务器上。二至十个文件夹会作为类别。",
    ),
    "upload.reading": ("Reading the pictures…", "正在读取图像…"),
    "upload.gathered": (
        "{count:,} pictures, as they will be trained on.",
        "{count:,} 张图像，训练时即如下所示。",
    ),
    "upload.left_out": (
        "Left out: {other} neither PNG nor JPEG, {large} of more than 4 megapixels, {damaged} damaged.",
        "已略去：{other} 个不是 PNG 或 JPEG，{large} 个超过 400 万像素，{damaged} 个已损坏。",
    ),
    "upload.fit": ("Shape", "形状"),
    "upload.fit.help": (
        "Middle: the largest square in it. Whole: all of it, on a square of its edge's grey.",
        "居中裁剪：取中间最大的正方形。完整：全图放在以边缘灰度填充的正方形中。",
    ),
    "upload.crop": ("Middle", "居中裁剪"),
    "upload.pad": ("Whole", "完整"),
    "upload.invert": ("Swap dark and light", "明暗反转"),
    "upload.train": ("Train on these", "用它们训练"),
    "upload.now_pictures": ("{count} pictures of your own, 28×28 grey.", "自己的 {count} 张图像，28×28 灰度。"),
    "upload.too_many_pictures": (
        "There must be at most {limit:,} pictures; there are more.",
        "图像至多 {limit:,} 张；实际更多。",
    ),
    "upload.pixels": (
        "All pictures together must have at most {limit:,} megapixels; they have more.",
        "全部图像合计至多 {limit:,} 百万像素；实际更多。",
    ),
    "upload.no_pictures": (
        "There must be at least two whole PNG or JPEG pictures of at most 4 megapixels; {usable} of {count} files are.",
        "至少须有两张完整的、不超过 400 万像素的 PNG 或 JPEG 图像；{count} 个文件中有 {usable} 张。",
    ),
    "upload.members": (
        "The archive must have at most {limit:,} entries; it has {count:,}.",
        "压缩包至多 {limit:,} 个条目；此文件有 {count:,} 个。",
    ),
    "upload.zip": (
        "The archive must be a whole ZIP, stored or deflated; it is not, or it is damaged.",
        "压缩包须为完整的 ZIP（存储或 Deflate）；此文件不是，或已损坏。",
    ),
    "upload.zip_path": (
        "The archive must name files below its own folder; it has “{name}”.",
        "压缩包中的文件名须在其自身文件夹之内；其中有“{name}”。",
    ),
    "upload.zip_link": (
        "The archive must hold files only; “{name}” is a link.",
        "压缩包只能含有文件；“{name}”是链接。",
    ),
    "upload.zip_locked": (
        "The archive must not be encrypted; it is.",
        "压缩包不得加密；此文件已加密。",
    ),
    "upload.failed": (
        "The pictures could not be read ({reason}).",
        "无法读取图像（{reason}）。",
    ),
    "upload.storage": (
        "What was uploaded could not be kept on this server ({reason}).",
        "上传的数据无法保存在本服务器上（{reason}）。",
    ),
}

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
