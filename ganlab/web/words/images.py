"""The words of the image lab's pages; what is said of the walls of pictures is in `view`."""

WORDS: dict[str, tuple[str, str]] = {
    "live_pages": (
        "What the large picture shows",
        "大图显示的内容",
    ),
    "live_page_walls": (
        "Pictures",
        "图像",
    ),
    "live_page_walls_tip": (
        "What G makes at this moment",
        "G 此刻生成的图像",
    ),
    "live_page_strip": (
        "Through time",
        "随时间",
    ),
    "live_page_strip_tip": (
        "What G made of the same z at earlier steps",
        "G 在更早的步对同样的 z 生成了什么",
    ),
    "live_elsewhere": (
        "The weights of step {past} are no longer held: this shows step {step}.",
        "第 {past} 步的权重已不再保留：这里显示的是第 {step} 步。",
    ),
    "live_strip_text": (
        "Each row is one fixed z, each column a step of the run; the last one is now",
        "每行是一个固定的 z，每列是运行中的一步；最后一列是现在",
    ),
    "live_strip_text_marked": (
        "Each row is one fixed z, each column a step of the run; the last one is now. Framed: z {n}, the picture you looked into",
        "每行是一个固定的 z，每列是运行中的一步；最后一列是现在。加框的是您查看过的图像：z {n}",
    ),
    "live_strip_text_fresh": (
        "The fresh z {n} of step {step}, at the steps whose weights are held; the last column is now",
        "第 {step} 步的新 z {n}，取自仍保留权重的各步；最后一列是现在",
    ),
    "live_strip_column_fresh": (
        "Step {n}: what G made of this z",
        "第 {n} 步：G 由这个 z 生成的图像",
    ),
    "live_strip_others": (
        "Other z",
        "换一批 z",
    ),
    "live_strip_others_tip": (
        "The next eight of the 64 fixed noise vectors",
        "64 个固定噪声中的下一组八个",
    ),
    "live_strip_column": (
        "Step {n}: what G made of the fixed z {from} to {to}",
        "第 {n} 步：G 由固定 z {from} 至 {to} 生成的图像",
    ),
    "live_strip_look_tip": (
        "Look back at step {n}",
        "回看第 {n} 步",
    ),
    "live_strip_now_tip": (
        "Step {n}, now",
        "第 {n} 步，现在",
    ),
    "live_sort": (
        "Sort by D's answer",
        "按 D 的判断排序",
    ),
    "live_sort_tip": (
        "What D takes for real comes first; a new order once a second",
        "D 认为最真的排在前面；每秒重排一次",
    ),
    "live_key_wall": (
        "Move over the pictures of a wall that has the focus",
        "在获得焦点的图像墙上移动",
    ),
    "live_key_inspect": (
        "Look into the picture",
        "查看该图像",
    ),
    "live_inspect": (
        "One picture",
        "单张图像",
    ),
    "live_inspect_title_fixed": (
        "Fixed z {n} at step {step}",
        "固定 z {n}，第 {step} 步",
    ),
    "live_inspect_title_fresh": (
        "Fresh z {n} at step {step}",
        "新 z {n}，第 {step} 步",
    ),
    "live_inspect_title_real": (
        "Real picture {n} at step {step}",
        "真实图片 {n}，第 {step} 步",
    ),
    "live_inspect_picture": (
        "The picture",
        "图像",
    ),
    "live_inspect_slope": (
        "Where D looks: the gradient of D's logit in the pixels",
        "D 看哪里：D 的 logit 对像素的梯度",
    ),
    "live_inspect_slope_tip": (
        "The length of the gradient of D's logit in each pixel: the pinker, the more a change of this pixel moves what D says, towards real or towards fake. The strongest pixel changes the logit by q for each unit of brightness, black to white; the picture lies faintly below",
        "D 的 logit 对每个像素的梯度大小：越粉，改变该像素对 D 的判断影响越大（偏真或偏假）。最强的像素每单位亮度（黑到白）使 logit 改变 q；图像淡淡地衬在下面",
    ),
    "live_inspect_reach": (
        "where D looks, at most {q}",
        "D 看哪里，最大 {q}",
    ),
    "live_inspect_through": (
        "Through time",
        "随时间",
    ),
    "live_inspect_through_tip": (
        "Show what G made of this z at earlier steps",
        "显示 G 在更早的步对这个 z 生成了什么",
    ),
    "live_inspect_kept": (
        "Where D looked is not shown: the weights of step {step} are no longer held.",
        "不显示 D 看哪里：第 {step} 步的权重已不再保留。",
    ),
    "live_inspect_classes": (
        "Class, by the digit classifier",
        "类别（数字分类器）",
    ),
    "live_inspect_classes_tip": (
        "The probabilities that a separate network gives, trained on labelled digits; G and D know nothing of it",
        "由另一个在带标签数字上训练的网络给出的概率；G 和 D 对它一无所知",
    ),
    "live_spoken_class": (
        "The digit classifier takes it for {k}, {share} % sure.",
        "数字分类器认为它是 {k}，把握 {share}%。",
    ),
    "live_spoken_near": (
        "The nearest training picture is {d} away by pixels.",
        "按像素最近的训练图片距离为 {d}。",
    ),
    "live_spoken_strip": (
        "Pictures of {rows} noise vectors at {n} steps, from {first} to {last}.",
        "{rows} 个噪声向量在 {n} 步（{first} 至 {last}）的图像。",
    ),
    "live_inspect_z": (
        "Its z",
        "它的 z",
    ),
    "live_inspect_z_tip": (
        "One bar for each number of the noise vector; full height is three standard deviations",
        "噪声向量的每个分量一条；满高为三个标准差",
    ),
    "live_inspect_near_pixels": (
        "Nearest training pictures, by pixels",
        "最近的训练图片（按像素）",
    ),
    "live_inspect_near_pixels_tip": (
        "Euclidean distance of all pixels, each from 0 to 1. A copy of a training picture would be far nearer than real pictures are to each other",
        "所有像素（0 到 1）的欧氏距离。若是照抄训练图片，距离会远小于真实图片之间的距离",
    ),
    "live_inspect_near_features": (
        "… by what the classifier sees",
        "……按分类器的特征",
    ),
    "live_inspect_near_features_tip": (
        "Euclidean distance of the 64 features of the digit classifier: alike in shape, not pixel by pixel",
        "数字分类器 64 个特征的欧氏距离：形状相似，而非逐像素相同",
    ),
    "live_inspect_reference": (
        "Real pictures to their nearest other one: {d} (median)",
        "真实图片到最近的另一张：{d}（中位数）",
    ),
    "live_inspect_searched": (
        "Searched {n} of {all} so far.",
        "目前已搜索 {n} / {all}。",
    ),
}
