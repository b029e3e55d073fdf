"""Names for people who never were, by the language that they would be rung up in."""

_FIRST = {
    "en": """
        Alma Anders Anita Arlo Astrid Beatrice Bennett Birgit Calvin Carla Clara Conrad Cora Dale
        Della Dwight Edith Einar Elsie Emmett Erik Esther Eva Faye Felix Fern Floyd Freya Gail
        George Gerda Glen Hank Harriet Hazel Helga Henry Ida Irene Iris Ivar Jean Joan Judith Karl
        Kirsten Lars Leona Lloyd Lois Lorna Mabel Marit Martin Maude Maxine Nels Nora Olive Oscar
        Otto Pearl Ruth Signe Solveig Stella Sven Thelma Thora Trygve Vera Vernon Viola Wendell
    """,
    "es": """
        Adela Alonso Amparo Araceli Beto Camila Carmen Chela Diego Elvira Emilio Esperanza Fermín
        Graciela Ignacio Jimena Joaquín Leticia Lourdes Marisol Octavio Paloma Ramiro Rocío Teresa
    """,
    "hmn": "Bao Chue Dao Gao Kou Mai Neng Pa Pao Shoua Toua True Xeng Yer Zoua",
    "so": "Abdi Amina Asha Faisal Fadumo Hassan Hibo Ilhan Khadra Liban Nimo Sahra Yusuf",
}
_LAST = {
    "en": """
        Aasen Ames Bakke Barlow Bjork Boyd Brandvold Carver Colby Dahlgren Dalton Ekstrom Ellison
        Engen Fairbanks Fossum Gage Grimstad Hadley Hagen Halloran Hauge Holt Ingram Jarvis Kemp
        Kittelson Lunde Maddox Moen Nygaard Oakes Olmstead Opdahl Pender Prewitt Quale Rand Rolvaag
        Sather Selby Skaar Sorenson Stenberg Thorpe Tolliver Ulvestad Vance Vik Wahl Wexler Yates
    """,
    "es": """
        Arce Bustos Cárdenas Duarte Escobedo Fuentes Galván Herrera Ibarra Lozano Macías Nájera
        Olvera Pineda Rentería Saldaña Tovar Urrutia Villalobos Zamora
    """,
    "hmn": "Cha Her Khang Lee Lor Moua Thao Vang Vue Xiong Yang",
    "so": "Abdullahi Adan Ali Farah Hersi Hussein Jama Mohamud Nur Osman Warsame Yusuf",
}
# Areas around the Twin Cities first. 555-0100 to 555-0199 reach nobody in any of them.
_AREAS = """
    651 952 612 763 507 320 218 715 608 262 414 920 515 563 319 641 712 605 701 402 308 303 720 970
    719 406 307 208 509 206 253 360 425 503 541 971 415 510 650 408 831 707 916 530 209 559 661 805
    818 310 213 714 949 619 760 480 602 520 505 575 915 512 210
"""

FIRST = {language: names.split() for language, names in _FIRST.items()}
LAST = {language: names.split() for language, names in _LAST.items()}
AREAS = _AREAS.split()
