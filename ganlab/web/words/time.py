"""The words of time: running until, looking back, branching, undoing. What the server says, and what the view shows."""

WORDS: dict[str, tuple[str, str]] = {
    "live_undo": ("Undo", "撤销"),
    "live_undo_tip": ("Undo: {what} (Ctrl+Z)", "撤销：{what}（Ctrl+Z）"),
    "live_undo_none": ("Nothing to undo", "没有可撤销的操作"),
    "live_until": ("Run until …", "运行到……"),
    "live_until_tip": ("Run until something happens, then pause", "运行到某个条件满足，然后暂停"),
    "live_until_go": ("Run: {what}", "运行：{what}"),
    "live_until_missing": ("This data set does not have this measure", "该数据集没有这个度量"),
    "live_until_end": (
        "Measured every {every} steps. Stops after {limit} steps at the latest.",
        "每 {every} 步度量一次，最多运行 {limit} 步。",
    ),
    "live_time": ("Time", "时间"),
    "live_time_tip": (
        "Drag to look back at the run as it was; the arrow keys go from one kept step to the next",
        "拖动可回看训练过程；用方向键逐个查看保存的步",
    ),
    "live_time_hint": ("drag to look back", "拖动回看"),
    "live_time_now": ("step {n}, now", "第 {n} 步，当前"),
    "live_time_at": ("step {n}", "第 {n} 步"),
    "live_time_past": ("looking back at step {n}; now {now}", "正在回看第 {n} 步；现在 {now}"),
    "live_present": ("Back to now", "回到现在"),
    "live_branch": ("Branch", "分支"),
    "live_branch_from": ("Branch at {n}", "从 {n} 分支"),
    "live_branch_tip": (
        "Open a new run that goes on from step {n}, the nearest one whose networks were kept; this run stays as it is",
        "打开一个从第 {n} 步继续的新运行（最近的保存了网络的一步）；当前运行保持不变",
    ),
}
