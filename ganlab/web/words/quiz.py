"""The words of the game “Real or fake?”."""

WORDS: dict[str, tuple[str, str]] = {
    "live_page_quiz": (
        "Real or fake?",
        "真还是假？",
    ),
    "live_page_quiz_tip": (
        "Play D: tell real pictures from generated ones, and compare yourself with D",
        "你来当 D：分辨真图与生成的图，并与 D 比一比",
    ),
    "live_quiz_picture": (
        "Picture {k} of {n}: real or made by G?",
        "第 {k}/{n} 张：真图，还是 G 生成的？",
    ),
    "live_quiz_step": (
        "of step {step}",
        "第 {step} 步",
    ),
    "live_quiz_elsewhere": (
        "of step {step}, not of step {past} that is looked back at",
        "第 {step} 步，而不是正在回看的第 {past} 步",
    ),
    "live_quiz_step_tip": (
        "The whole round is of this step: five pictures of the training data, five that G made of fresh noise z, and D's answers. Training may go on meanwhile",
        "整轮都取自这一步：五张训练图片、五张 G 用新噪声 z 生成的图片，以及 D 的判断。其间训练可以继续",
    ),
    "live_quiz_image": (
        "One picture of 28 × 28 pixels, real or made by G",
        "一张 28 × 28 像素的图片，真图或由 G 生成",
    ),
    "live_quiz_real": (
        "Real",
        "真",
    ),
    "live_quiz_fake": (
        "Fake",
        "假",
    ),
    "live_quiz_say_real": (
        "Real or fake?: it is real; then on to the next picture",
        "真还是假？：判为真；然后看下一张",
    ),
    "live_quiz_say_fake": (
        "Real or fake?: it is fake; then on to the next picture",
        "真还是假？：判为假；然后看下一张",
    ),
    "live_quiz_was_real": (
        "It was real.",
        "这是真图。",
    ),
    "live_quiz_was_fake": (
        "G made it.",
        "这是 G 生成的。",
    ),
    "live_quiz_you_right": (
        "You were right",
        "你答对了",
    ),
    "live_quiz_you_wrong": (
        "You were wrong",
        "你答错了",
    ),
    "live_quiz_d_right": (
        "D was right: D = {d}",
        "D 答对了：D = {d}",
    ),
    "live_quiz_d_wrong": (
        "D was wrong: D = {d}",
        "D 答错了：D = {d}",
    ),
    "live_quiz_d_tip": (
        "Above {level} D takes a picture for real, below for fake; exactly there it cannot tell, which counts as wrong",
        "D 的输出大于 {level} 判为真，小于则判为假；恰好等于时无法分辨，算作答错",
    ),
    "live_quiz_next": (
        "Next picture",
        "下一张",
    ),
    "live_quiz_end": (
        "Result",
        "看结果",
    ),
    "live_quiz_again": (
        "Next round",
        "再来一轮",
    ),
    "live_quiz_wait": (
        "A round is being drawn …",
        "正在抽取一轮图片……",
    ),
    "live_quiz_anew": (
        "The run was begun anew, so this is a new round.",
        "运行已重新开始，因此这是新的一轮。",
    ),
    "live_quiz_over": (
        "This round",
        "本轮结果",
    ),
    "live_quiz_result": (
        "You {you} of {n}, D {d} of {n}",
        "你答对 {you}/{n}，D 答对 {d}/{n}",
    ),
    "live_quiz_parts": (
        "You found {fakes} of {half} fakes and recognised {reals} of {half} real pictures; D found {dfakes} and recognised {dreals}.",
        "你识破了 {half} 张假图中的 {fakes} 张，认出了 {half} 张真图中的 {reals} 张；D 分别为 {dfakes} 张和 {dreals} 张。",
    ),
    "live_quiz_chance": (
        "Guessing gets 5 of 10, give or take 1.6 (one standard error): one round says little, several say more.",
        "瞎猜平均答对 5/10，标准误约 1.6：一轮说明不了什么，多玩几轮才看得出来。",
    ),
    "live_quiz_strip": (
        "The pictures of this round that are answered. Below each: whether you (upper mark) and D (lower mark) were right",
        "本轮已作答的图片。下方：上标记为你，下标记为 D 是否答对",
    ),
    "live_quiz_you": (
        "You",
        "你",
    ),
    "live_quiz_chart": (
        "Share answered right, by step",
        "各步的正确率",
    ),
    "live_quiz_chart_tip": (
        "One pair of points a finished round: yours, and D's on the very same pictures. The dashed line is guessing. A good G draws both down to it",
        "每完成一轮得一对点：你的，以及 D 对同样图片的正确率。虚线为瞎猜。好的 G 会把二者都拉到这条线上",
    ),
    "live_quiz_spoken": (
        "Step {step}: you {you} %, D {d} %.",
        "第 {step} 步：你 {you}%，D {d}%。",
    ),
    "live_quiz_guessing": (
        "guessing",
        "瞎猜",
    ),
}
