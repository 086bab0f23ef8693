"""The words of the page and of what a run says, English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    # -- the page
    "app.title": ("GAN lab", "GAN 实验室"),
    "app.preset": ("Experiment", "实验"),
    "app.preset.help": (
        "A ready-made setting that shows something. Choosing one starts it.",
        "现成的实验设置，选择后立即开始。",
    ),
    "app.own": ("My own settings", "自定义设置"),
    "app.language": ("Language", "语言"),
    "app.share": ("Share", "分享"),
    "app.share.settings": (
        "These settings: whoever opens this link trains a copy of their own.",
        "当前设置：打开此链接的人会训练自己的一份。",
    ),
    "app.share.run": (
        "This very run: whoever opens this link sees and steers the same training.",
        "这次运行：打开此链接的人会看到并控制同一个训练。",
    ),
    "app.share.lesson": (
        "A lesson: the first link with what you choose here hidden. Nothing of it can be reached by keyboard either.",
        "课堂链接：在第一个链接的基础上隐藏所选内容，键盘也无法触及。",
    ),
    "app.share.hide_parts": ("Hide parts of the page", "隐藏页面部分"),
    "app.share.hide_knobs": ("Hide settings", "隐藏设置项"),
    "app.share.hide_none": ("None", "无"),
    "app.help": (
        "Keys: Space plays and pauses, . steps, r resets, ? lists them all.",
        "快捷键：空格 播放/暂停，. 单步，r 重置，? 列出全部。",
    ),
    "app.twin.images": (
        "The same with digits",
        "换成手写数字看同一现象",
    ),
    "app.twin.points": (
        "The same in 2-D",
        "换成二维数据看同一现象",
    ),
    "app.other_address": (
        "The address asks for {fields}, but this run, which is already going, has other values.",
        "网址要求 {fields}，但这个正在进行的运行使用了别的值。",
    ),
    "app.other_address.start": ("Start a new run with the address's settings", "按网址中的设置开始新的运行"),
    "app.bad_address": (
        "The address was read without one setting. {sentence}.",
        "网址中有一项设置被忽略。{sentence}。",
    ),
    "app.refused": ("Not changed. {sentence}.", "未更改。{sentence}。"),
    "app.lost_run": (
        "The run in this address is no longer kept; this is a new one with the address's settings.",
        "网址中的运行已不再保存；这是按网址设置开始的新运行。",
    ),
    "group.data": ("Data", "数据"),
    "group.generator": ("Generator", "生成器"),
    "group.discriminator": ("Discriminator", "判别器"),
    "group.training": ("Training", "训练"),
    "group.regularisation": ("Regularisation", "正则化"),
    "panel.minimises": ("{player} minimises", "{player} 最小化"),
    "panel.layers": ("Hidden layers", "隐藏层数"),
    "panel.width": ("Width", "宽度"),
    "panel.channels": ("Channels", "通道数"),
    "panel.widths": ("Widths now: {widths}", "当前各层宽度：{widths}"),
    "panel.restarts": ("Changing this begins the run anew.", "更改此项会重新开始训练。"),
    "panel.live": ("Acts on the running training.", "立即作用于正在进行的训练。"),
    # -- what a run says
    "message.diverged": (
        "Diverged: {quantity} is not a finite number at step {step}. The last good picture stays. Try a lower learning "
        "rate, then Reset.",
        "发散：第 {step} 步的 {quantity} 不是有限数。保留最后一幅正常的画面。请降低学习率，然后重置。",
    ),
    "message.failed": (
        "This run stopped on an error: {reason}. Reset begins it anew.",
        "运行因错误停止：{reason}。点击重置可重新开始。",
    ),
    "message.parked": (
        "The process behind this run ended {count} times within a minute, so the run was stopped. Reset begins it anew.",
        "该运行的后台进程一分钟内中断了 {count} 次，运行已停止。点击重置可重新开始。",
    ),
    "message.unsaved": (
        "The run goes on, but it cannot be saved ({reason}); if its process ended, it would be lost.",
        "训练继续，但无法保存（{reason}）；若进程中断，进度会丢失。",
    ),
    "notice.recovered": (
        "The process behind this run ended and was replaced; the run goes on from step {step}.",
        "后台进程中断后已更换；训练从第 {step} 步继续。",
    ),
    "notice.at_home": (
        "The graphics processor has failed this run; it goes on on the CPU, from step {step:,}.",
        "图形处理器出错；该运行从第 {step:,} 步起在 CPU 上继续。",
    ),
    "notice.reopened": ("This run was taken up again at step {step}.", "该运行已从第 {step} 步恢复。"),
    "progress.loading": ("Loading {name} …", "正在载入 {name} …"),
    "progress.download": (
        "Downloading {name}: {done:.1f} of {total:.1f} MB",
        "正在下载 {name}：{done:.1f} / {total:.1f} MB",
    ),
    # -- why the built-in digits are shown
    "images.missing": (
        "{name} is not on this machine: there is no {path}, and downloading is switched off; these are the built-in handwritten digits (1,797 pictures, scikit-learn)",
        "{name_zh} 不在本机（没有 {path}），且下载已关闭；现在显示的是内置手写数字（scikit-learn，1,797 张）",
    ),
    "images.offline": (
        "{name} is not on this machine and could not be downloaded ({reason}); these are the built-in handwritten digits (1,797 pictures, scikit-learn)",
        "{name_zh} 不在本机，也无法下载（{reason}）；现在显示的是内置手写数字（scikit-learn，1,797 张）",
    ),
    "images.corrupt": (
        "{name} is damaged ({path} has {got}, not {expected}), and downloading is switched off; these are the built-in handwritten digits (1,797 pictures, scikit-learn)",
        "{name_zh} 已损坏（{path} 为 {got}，应为 {expected}），且下载已关闭；现在显示的是内置手写数字（scikit-learn，1,797 张）",
    ),
    "images.unmended": (
        "{name} is damaged ({path} has {got}, not {expected}) and could not be fetched again ({reason}); these are the built-in handwritten digits (1,797 pictures, scikit-learn)",
        "{name_zh} 已损坏（{path} 为 {got}，应为 {expected}），也无法重新下载（{reason}）；现在显示的是内置手写数字（scikit-learn，1,797 张）",
    ),
    "images.storage": (
        "{name} cannot be kept on this machine: {path} must be readable and writable ({reason}); these are the built-in handwritten digits (1,797 pictures, scikit-learn)",
        "{name_zh} 无法保存在本机：{path} 必须可读可写（{reason}）；现在显示的是内置手写数字（scikit-learn，1,797 张）",
    ),
    "images.disk_full": (
        "{name} could not be stored: at least {mb} MB must be free for {path} ({reason}); these are the built-in handwritten digits (1,797 pictures, scikit-learn)",
        "{name_zh} 无法保存：{path} 所在磁盘至少需要 {mb} MB 可用空间（{reason}）；现在显示的是内置手写数字（scikit-learn，1,797 张）",
    ),
    # -- what the live route refuses
    "progress.download_open": ("Downloading {name}: {done:.1f} MB", "正在下载 {name}：{done:.1f} MB"),
    "error.origin": ("This page came from another address than the server's.", "该页面来自其他地址。"),
    "error.unknown_run": (
        "This run is not known here, or no longer kept. Open the page without “run=” to begin a new one.",
        "此处没有这个运行，或已不再保存。去掉网址中的“run=”可开始新的运行。",
    ),
}
