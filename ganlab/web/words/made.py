"""The words of what is measured of generated pictures, English and Chinese."""

_FEATURES = (
    "the 64 features of a classifier that has learnt handwritten digits (of other pictures they tell less)",
    "一个学过手写数字的分类器的 64 个特征（对其他图像说明力较弱）",
)

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
    "live_measure_real": ("(real {value})", "（真实 {value}）"),
    "live_measure_bar": (
        "Bar: from 0 to 100 %; it should end at the mark, where real pictures do.",
        "条形：0 到 100%；应止于标记处，即真实图像的值。",
    ),
    "live_measure_log_bar": (
        "Bar: on a log scale; it should be as short as the mark, where real against real ends.",
        "条形：对数刻度；应短至标记处，即真实对真实的值。",
    ),
    "live_measure_classes": ("digits covered", "覆盖的数字"),
    "live_measure_confidence": ("confidence", "置信度"),
    "live_measure_confidence_tip": (
        "Mean probability that the digit classifier gives to what it takes a picture for, over {n} fresh pictures; beside it that of real ones. "
        "Of noise and blobs it is unsure (10 %: all classes alike); of other things that are no digits it may be sure",
        "数字分类器对所判类别给出的平均概率（{n} 张新图像），旁边是真实图像的值。对噪声和灰团它没有把握（10%：各类相同）；对其他不是数字的东西仍可能有把握",
    ),
    "live_measure_precision": ("precision", "精确率"),
    "live_measure_precision_tip": (
        f"Share of {{n}} fresh pictures that lie among the real ones: no farther from one than its third nearest real neighbour, in {_FEATURES[0]} "
        "(Kynkäänniemi et al. 2019), of the half of the real ones that lie closest together; best: real ones",
        f"{{n}} 张新图像中落在真实图像之间的比例：到某张真实图像不远于后者的第三近真实邻居（只计较密集的一半真实图像），距离取自{_FEATURES[1]}"
        "（Kynkäänniemi 等 2019）；最佳：真实图像",
    ),
    "live_measure_fid": ("FID-like", "类 FID"),
    "live_measure_fid_tip": (
        f"Fréchet distance of Gaussians fitted to {_FEATURES[0]}, of {{n}} fresh and as many real pictures. The FID of papers uses "
        "another network and more pictures: do not compare with it. Best: real against real, which is not 0 at this number",
        f"{{n}} 张新图像与同样多真实图像的{_FEATURES[1]}各拟合高斯分布后的 Fréchet 距离。论文中的 FID 使用另一网络和更多图像，不可相比。"
        "最佳：真实对真实，样本有限故不为 0",
    ),
    "live_measure_neighbours": ("neighbours", "近邻"),
    "live_measure_neighbours_tip": (
        f"Of {{n}} real and as many fresh pictures (in this order), how many are of the kind of their nearest neighbour, in {_FEATURES[0]}: 50 % cannot be told "
        "apart, 100 % lie apart. Far below 50 %: copies. Fake far above real: few kinds, each made often",
        f"{{n}} 张真实图像与同样多新图像（依此顺序）中，与最近邻同类的比例，距离取自{_FEATURES[1]}：50% 为无法区分，100% 为完全分开。"
        "远低于 50%：复制品。假远高于真：种类少而重复多",
    ),
    "live_measure_nn_real": ("real", "真实"),
    "live_measure_nn_fake": ("fake", "生成"),
    "live_fid": ("FID-like distance", "类 FID 距离"),
    "live_fid_tip": (
        f"Fréchet distance of Gaussians fitted to {_FEATURES[0]}, of up to 1,000 fakes and as many real pictures. Not the FID of papers, "
        "which uses another network. Dashed: real against real",
        f"对至多 1,000 个假样本与同样多真实图像的{_FEATURES[1]}拟合高斯分布的 Fréchet 距离。不是论文中的 FID（那里用另一网络）。虚线：真实对真实",
    ),
    "live_fid_label": (
        "Chart of the FID-like distance over the training steps, with its noise floor",
        "类 FID 距离随训练步数变化的曲线，含噪声底",
    ),
    "live_classes": ("Digits and confidence", "数字与置信度"),
    "live_classes_tip": (
        "Share of the data's digits that are covered (at least a quarter of their own share), and the classifier's mean probability of what it "
        "takes a picture for. Dashed: that of real pictures",
        "数据中被覆盖的数字比例（至少达到自身比例的四分之一），以及分类器对所判类别的平均概率。虚线：真实图像的值",
    ),
    "live_classes_label": (
        "Chart of the digits covered and of the classifier's confidence over the training steps",
        "覆盖的数字与分类器置信度随训练步数变化的曲线",
    ),
    "live_neighbours": ("Nearest neighbours", "最近邻检验"),
    "live_neighbours_tip": (
        f"Share of real and of fake pictures whose nearest neighbour is of their kind, in {_FEATURES[0]}; up to 1,000 of each. "
        "Dashed: real against real; at 50 % they cannot be told apart",
        f"最近邻与自己同类的真实与假图像的比例，距离取自{_FEATURES[1]}；各至多 1,000 张。虚线：真实对真实；50% 即无法区分",
    ),
    "live_neighbours_label": (
        "Chart of the nearest-neighbour accuracies over the training steps, with their noise floor",
        "最近邻正确率随训练步数变化的曲线，含噪声底",
    ),
    "live_precision": ("Precision", "精确率"),
    "live_precision_tip": (
        f"Share of up to 1,000 fakes that lie among the real pictures, in {_FEATURES[0]}. Dashed: what real pictures reach",
        f"至多 1,000 个假样本中落在真实图像之间的比例，距离取自{_FEATURES[1]}。虚线：真实图像能达到的值",
    ),
    "live_precision_label": (
        "Chart of the precision over the training steps, with what real pictures reach",
        "精确率随训练步数变化的曲线，含真实图像能达到的值",
    ),
    "live_spoken_classes": (
        "{covered} of {total} digits are covered by fakes.",
        "假样本覆盖了 {total} 种数字中的 {covered} 种。",
    ),
}
