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
}
