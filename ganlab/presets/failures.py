"""Experiments in 2-D that go wrong, each by one cause, and what cures them. They are part of `presets`."""

from __future__ import annotations

from statistics import median

from ganlab.presets.claim import Claim, Preset, all_modes

PLAIN = {"init": "default", "d_activation": "relu", "d_lr": 1e-3, "g_lr": 1e-3}  # of the reference results
_COLLAPSE = {**PLAIN, "g_lr": 5e-3, "d_lr": 1e-4}
_FAR = {**PLAIN, "dataset": "far-gaussian", "n_critic": 5, "g_lr": 1e-4}
_CRITIC = {**PLAIN, "loss": "wasserstein"}
_CLIPPED = {**_CRITIC, "n_critic": 5, "d_optimizer": "rmsprop", "g_optimizer": "rmsprop", "d_lr": 5e-4, "g_lr": 5e-4}
_GP = {**_CRITIC, "n_critic": 3, "d_beta2": 0.9, "g_beta2": 0.9}
_ORBIT = {
    "dataset": "one-gaussian",
    "loss": "wasserstein",
    "g_hidden": (),
    "d_hidden": (),
    "init": "default",
    "d_optimizer": "sgd",
    "g_optimizer": "sgd",
    "d_lr": 0.05,
    "g_lr": 0.05,
}


FAILURE_PRESETS: dict[str, Preset] = {
    "mode-collapse": Preset(
        ("Mode collapse", "模式坍塌"),
        (
            "G learns fifty times faster than D: all fakes sit on one spot and hop from mode to mode.",
            "G 的学习率是 D 的五十倍：假样本挤在一处，在模式之间跳来跳去。",
        ),
        _COLLAPSE,
        Claim(
            1000,
            (
                "At most 2 of 8 modes at every check; much later a few runs escape.",
                "每次检查至多覆盖 8 个模式中的 2 个；很久以后少数运行会逃脱。",
            ),
            lambda e: max(e.every("modes")) <= 2,
        ),
        twin="digits-collapse",
    ),
    "packing-cure": Preset(
        ("Collapse cured by packing", "打包治愈坍塌"),
        (
            "The same rates, but D sees two samples at a time: samples that are all alike give G away.",
            "学习率不变，但 D 每次看两个样本：样本过于相似便会露馅。",
        ),
        {**_COLLAPSE, "packing": 2},
        Claim(
            4000,
            ("At least 6 of 8 modes at the end.", "最后至少覆盖 8 个模式中的 6 个。"),
            lambda e: e.last("modes")[0] >= 6,
        ),
    ),
    "unrolling-cure": Preset(
        ("Collapse cured by unrolling", "展开治愈坍塌"),
        (
            "The same rates, but G looks five updates of D ahead: no spot stays good for long enough to sit on.",
            "学习率不变，但 G 预见 D 的五次更新：没有哪个位置值得久留。",
        ),
        {**_COLLAPSE, "unroll_steps": 5},
        Claim(
            3000,
            ("At least 6 of 8 modes at the end.", "最后至少覆盖 8 个模式中的 6 个。"),
            lambda e: e.last("modes")[0] >= 6,
        ),
    ),
    "dropped-modes": Preset(
        ("Rates too high: modes dropped", "学习率过高：丢失模式"),
        (
            "Both learning rates are thirty times too high: some modes are lost for good.",
            "两个学习率都高了三十倍：部分模式被永久丢失。",
        ),
        {**PLAIN, "g_lr": 3e-2, "d_lr": 3e-2},
        Claim(
            2500,
            ("At most 6 of 8 modes in the last three checks.", "最后三次检查至多覆盖 8 个模式中的 6 个。"),
            lambda e: max(e.last("modes", 3)) <= 6,
        ),
    ),
    "vanishing-gradient": Preset(
        ("Vanishing gradient: minimax", "梯度消失：极小极大"),
        (
            "The data are far away and D is sure of itself: the minimax loss gives G no arrows, it stays where it is.",
            "数据很远而 D 十分确信：极小极大损失不给 G 任何箭头，G 原地不动。",
        ),
        {**_FAR, "loss": "minimax"},
        Claim(
            1000,
            (
                "Over the last five checks: no sample near the data, D(G(z)) typically below 0.01, G's gradient shorter than 0.01.",
                "最后五次检查：没有样本接近数据，D(G(z)) 的中位数小于 0.01，G 梯度的中位数小于 0.01。",
            ),
            lambda e: (
                max(e.last("high_quality", 5)) == 0
                and median(e.last("d_fake", 5)) < 0.01
                and median(e.last("g_grad", 5)) < 0.01
            ),
        ),
        twin="digits-vanishing",
    ),
    "vanishing-saved": Preset(
        ("Saved by the non-saturating loss", "非饱和损失化解梯度消失"),
        (
            "The same set-up; only G's loss is another: −log D(G(z)) pulls hardest where D is surest.",
            "设置相同，只换了 G 的损失：D 越确信，−log D(G(z)) 的拉力越大。",
        ),
        _FAR,
        Claim(
            2000,
            ("At least 80 % of the samples on the data.", "至少 80% 的样本落在数据上。"),
            lambda e: e.last("high_quality")[0] >= 0.8,
        ),
        twin="digits-saved",
    ),
    "weak-d": Preset(
        ("D too weak", "D 太弱"),
        (
            "D has no hidden layer: it can only draw a straight line, and G only learns on which side to be.",
            "D 没有隐藏层：只能画一条直线，G 只能学到该站在哪一边。",
        ),
        {**PLAIN, "d_hidden": (), "d_optimizer": "sgd", "d_lr": 0.02},
        Claim(
            1500,
            (
                "At most 2 of 8 modes at every check, and less than a fifth of the samples of high quality at the end.",
                "每次检查至多覆盖 8 个模式中的 2 个，最后优质样本不足五分之一。",
            ),
            lambda e: max(e.every("modes")) <= 2 and e.last("high_quality")[0] < 0.2,
        ),
    ),
    "oscillation": Preset(
        ("Oscillation", "振荡"),
        (
            "Linear players and plain gradient steps: the fakes circle around the data and never arrive.",
            "线性的双方、普通梯度步：假样本绕着数据转圈，永远到不了。",
        ),
        _ORBIT,
        Claim(
            2000,
            (
                "In the last quarter the fakes' mean is still at least 0.3 away from the data's at times.",
                "最后四分之一中，假样本均值仍有时离数据均值 0.3 以上。",
            ),
            lambda e: max(e.last("mean_distance", len(e.rows) // 4)) >= 0.3,
        ),
    ),
    "oscillation-damped": Preset(
        ("Oscillation damped by R1", "R1 抑制振荡"),
        (
            "The same players with R1: the circle becomes a spiral into the data.",
            "同样的双方加上 R1：圆圈变成卷入数据的螺旋。",
        ),
        {**_ORBIT, "r1_gamma": 0.5},
        Claim(
            2000,
            (
                "In the last quarter the fakes' mean stays within 0.15 of the data's.",
                "最后四分之一中，假样本均值始终在数据均值 0.15 以内。",
            ),
            lambda e: max(e.last("mean_distance", len(e.rows) // 4)) <= 0.15,
        ),
    ),
    "clip-right": Preset(
        ("WGAN: clipping just right", "WGAN：裁剪适中"),
        (
            "Weights of D cut to ±0.1: −D loss falls as the fakes come nearer, as a distance should.",
            "D 的权重裁剪到 ±0.1：假样本靠近时 −D 损失下降，正如距离应有的样子。",
        ),
        {**_CLIPPED, "weight_clip": 0.1},
        Claim(
            3000,
            (
                "At least 6 of 8 modes, and half of the samples of high quality.",
                "至少覆盖 8 个模式中的 6 个，优质样本至少一半。",
            ),
            lambda e: e.last("modes")[0] >= 6 and e.last("high_quality")[0] >= 0.5,
        ),
    ),
    "clip-tight": Preset(
        ("WGAN: clipping too tight", "WGAN：裁剪过紧"),
        (
            "Weights of D cut to ±0.01: D is nearly flat, its gradients shrink from layer to layer, G hardly learns.",
            "D 的权重裁剪到 ±0.01：D 几乎是平的，梯度逐层缩小，G 几乎学不到东西。",
        ),
        {**_CLIPPED, "weight_clip": 0.01},
        Claim(
            1500,
            ("At most 40 % of the samples of high quality.", "优质样本至多 40%。"),
            lambda e: e.last("high_quality")[0] <= 0.4,
        ),
    ),
    "wgan-gp": Preset(
        ("WGAN-GP", "WGAN-GP"),
        (
            "A penalty asks for slope 1 between real and fake instead of cutting weights: all modes, without tuning.",
            "用惩罚要求真假之间斜率为 1，而不是裁剪权重：无需细调便得到全部模式。",
        ),
        {**_GP, "gp_weight": 0.3},
        all_modes(2000, 8, 0.75),
        twin="digits-wgan-gp",
    ),
    "gp-strong": Preset(
        ("WGAN-GP: penalty too strong", "WGAN-GP：惩罚过强"),
        (
            "λ = 10, right for pictures, is too much for data of this size: D is a cone that cannot see single modes.",
            "λ = 10 适合图像，对这种尺度的数据却过强：D 成了看不见单个模式的锥面。",
        ),
        {**_GP, "gp_weight": 10.0},
        Claim(
            1500,
            (
                "At most 5 of 8 modes at the end, and at most half of the samples of high quality.",
                "最后至多覆盖 8 个模式中的 5 个，优质样本至多一半。",
            ),
            lambda e: e.last("modes")[0] <= 5 and e.last("high_quality")[0] <= 0.5,
        ),
    ),
    "memorise": Preset(
        ("Memorising sixteen points", "记住十六个点"),
        (
            "Only sixteen training points: the fakes look good, but they are copies, and modes without a point are missing.",
            "只有十六个训练点：假样本看起来不错，但只是复制品，没有训练点的模式全部缺失。",
        ),
        {**PLAIN, "train_size": 16},
        Claim(
            4000,
            (
                "Medians of the last five checks: at least 70 % of the samples of high quality, at most 7 of 8 modes, "
                "and fakes nearer to the training points than fresh real samples are.",
                "最后五次检查的中位数：优质样本至少 70%，至多覆盖 8 个模式中的 7 个，且假样本比新的真样本更靠近训练点。",
            ),
            lambda e: (
                median(e.last("high_quality", 5)) >= 0.7
                and median(e.last("modes", 5)) <= 7
                and median(e.last("train_distance", 5)) < 0.9 * median(e.last("train_distance_floor", 5))
            ),
        ),
    ),
    "divergence": Preset(
        ("Divergence", "发散"),
        (
            "Learning rates of 10 with plain SGD: within a few steps a number is no longer finite, and the run stops.",
            "普通 SGD、学习率为 10：几步之内数值不再有限，运行停止。",
        ),
        {"loss": "least-squares", "d_optimizer": "sgd", "g_optimizer": "sgd", "d_lr": 10.0, "g_lr": 10.0},
        Claim(
            100,
            ("The run stops and names the step and the quantity.", "运行停止，并指出步数和出问题的量。"),
            lambda e: e.status == "diverged",
        ),
    ),
}
