"""Tables of identifiers that know no country, of machine-readable zones, dates, ages and sexes."""

from __future__ import annotations

from stdnum import iban

from detectors.identifiers.everywhere import _ean
from detectors.identifiers.families import luhn
from detectors.identifiers.mrz import check_digit
from tests.detectors.tables.model import Table, some


def _zone(number: str, birth: str = "850401", expiry: str = "300101", state: str = "JPN") -> str:
    """The lower line of a passport's zone."""
    checked = "".join(f + str(check_digit(f)) for f in (number,))
    return f"{checked}{state}{birth}{check_digit(birth)}M{expiry}{check_digit(expiry)}{'<' * 15}0"


_UPPER = "P<JPNYAMADA<<TARO" + "<" * 27
_WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})

TABLES = {
    "mrz": Table(
        "JP_PASSPORT",
        must=(
            (f"{_UPPER}\n{_zone('TR1234567')}", "TR1234567"),
            (_zone("TK7654321"), "TK7654321"),
            (f"{_UPPER} {_zone('TR1234567')}", "TR1234567"),
        ),
        must_not=(
            _zone("TR1234567").replace("8504010", "8504019").replace("TR12345672", "TR12345678"),
            _zone("TR1234567", birth="851301"),
            _zone("TR1234567")[:-3],
        ),
        look_alikes=(
            "<<" * 22,
            "cout << 1234567890 << endl << 850401 << 300101;",
            _zone("AB1234567", state="VNM"),
        ),
        wide=((_zone("TR1234567").translate(_WIDE), "TR1234567".translate(_WIDE)),),
        touching=((f"券面{_zone('TR1234567')}の写し", "TR1234567"),),
        column=("旅券番号", some("TK9999999")),
        split=(("旅券の写し", _zone("TR1234567")), "TR1234567"),
    ),
    "email": Table(
        "EMAIL_ADDRESS",
        must=(
            ("taro.yamada@example.com", "taro.yamada@example.com"),
            ("write to <jane+news@mail.example.co.uk>, please", "jane+news@mail.example.co.uk"),
            ("mail:hanako..s.@example.ne.jp", "hanako..s.@example.ne.jp"),
            ("info@example.com", "info@example.com"),
            ("o'brien@example.com", "o'brien@example.com"),
        ),
        must_not=("taro@", "@example.com", "taro@example", "taro at example.com", "a@b@example.c"),
        look_alikes=("http://user:pass@example.org/hi", "git clone ssh://git@example.org/x", "@mention everyone"),
        wide=(("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"),),
        touching=(("連絡先はtaro.yamada@example.comです", "taro.yamada@example.com"),),
        column=("メールアドレス", tuple(f"user{i}@example.com" for i in range(6))),
        split=(("メール", "taro@example.com"), "taro@example.com"),
    ),
    "credit_card": Table(
        "CREDIT_CARD",
        must=(
            ("カード番号4539148803436467", "4539148803436467"),
            ("4539 1488 0343 6467", "4539 1488 0343 6467"),
            ("card number: 3782 822463 10005", "3782 822463 10005"),
            ("JCB 3566-0020-2036-0505 カード番号", "3566-0020-2036-0505"),
        ),
        must_not=("4539148803436468", "card number 4539 1488 0343", "card number 1111 1111 1111 1111"),
        look_alikes=("order number 4539148803436467", "IMEI 490154203237518", "1234567812345670", "4539.148803436467"),
        wide=(("カード番号　４５３９１４８８０３４３６４６７", "４５３９１４８８０３４３６４６７"),),
        touching=(("カード番号は4539148803436467です", "4539148803436467"),),
        column=("Card number", some("4539999999999999", luhn)),
        split=(("Card number", "4539", "1488", "0343", "6467"), "4539-1488-0343-6467"),
    ),
    "iban": Table(
        "IBAN_CODE",
        must=(
            ("GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19"),
            ("IBAN GB82WEST12345698765432 BIC", "GB82WEST12345698765432"),
            ("gb29nwbk60161331926819", "gb29nwbk60161331926819"),
        ),
        must_not=("GB29 NWBK 6016 1331 9268 18", "IBAN GB00WEST12345698765432", "XX82WEST12345698765432"),
        look_alikes=("order GB12AB345678901234", "AB12CDEF34567890123456"),
        wide=(("ＧＢ２９ＮＷＢＫ６０１６１３３１９２６８１９", "ＧＢ２９ＮＷＢＫ６０１６１３３１９２６８１９"),),
        touching=(("口座GB82WEST12345698765432へ", "GB82WEST12345698765432"),),
        column=("IBAN", some("GB99NWBK60161399999999", iban.is_valid, count=5)),
        split=(("IBAN", "GB82WEST12345698765432"), "GB82WEST12345698765432"),
    ),
    "ip_address": Table(
        "IP_ADDRESS",
        must=(
            ("from 81.2.69.142 at noon", "81.2.69.142"),
            ("client 2a04:4e42:200::561 connected", "2a04:4e42:200::561"),
            ("IP: 192.168.10.55", "192.168.10.55"),
        ),
        must_not=("256.1.1.1", "81.2.69", "81.2.69.142.7", "12345::1"),
        look_alikes=(
            "version 3.16.2.1",
            "section 8.2.4.44",
            "std::C and a[::2]",
            "at 12:34:56",
            "MAC 00:1B:44:11:3A:B7",
            "127.0.0.1",
            "192.168.1.1",
        ),
        wide=(("ＩＰアドレス　８１．２．６９．１４２", "８１．２．６９．１４２"),),
        touching=(("接続元は81.2.69.142です", "81.2.69.142"),),
        column=("IP address", tuple(f"81.2.{60 + i}.{140 + i}" for i in range(6))),
        split=(("IP address", "81.2.69.142"), "81.2.69.142"),
    ),
    "ean": Table(
        "EAN_CODE",
        must=(("JAN 4901234567894", "4901234567894"), ("barcode number 5012345678900", "5012345678900")),
        must_not=("JAN 4901234567895", "JAN 490123456789"),
        look_alikes=("4,901,234,567,894", "4901234567.894"),
        wide=(("JANコード　４９０１２３４５６７８９４", "４９０１２３４５６７８９４"),),
        touching=(("JANコード4901234567894の商品", "4901234567894"),),
        column=("JANコード", some("4909999999999", _ean)),
        split=(("JANコード", "4901234567894"), "4901234567894"),
    ),
    "member_id": Table(
        "MEMBER_ID",
        must=(
            ("社員番号:A-12345", "A-12345"),
            ("Membership no. 00123456", "00123456"),
            ("診察券番号 12345", "12345"),
            ("NMC PIN 12A3456E", "12A3456E"),
        ),
        must_not=("社員番号は別紙", "employee number unknown", "会員番号なし"),
        look_alikes=("項目 番号 12345", "A-12345", "注文番号 12345", "社員数 123"),
        wide=(("社員番号　Ａ－１２３４５", "Ａ－１２３４５"),),
        touching=(("社員番号A-12345の方", "A-12345"),),
        column=("社員番号", some("A9999")),
        split=(("社員番号", "A-12345"), "A-12345"),
    ),
    "phone": Table(
        "PHONE_NUMBER",
        must=(
            ("TEL:0312345678", "0312345678"),
            ("090-1234-5678", "090-1234-5678"),
            ("060-1234-5678 (携帯)", "060-1234-5678"),
            ("+81 90 1234 5678", "+81 90 1234 5678"),
            ("call 020 7946 0123 today", "020 7946 0123"),
            ("Mobile: 07700 900123", "07700 900123"),
            ("+44 (0)20 7946 0123", "+44 (0)20 7946 0123"),
            ("0120-123-456", "0120-123-456"),
            ("03-1234-5678(代)", "03-1234-5678"),
            ("(03)1234-5678", "(03)1234-5678"),
            ("03-1234-5678 内線 123", "03-1234-5678 内線 123"),
        ),
        must_not=("TEL 12-34", "03-1234-567", "090-1234-56789", "+999 1234567"),
        look_alikes=(
            "JAN 4901234567894",
            "invoice 0312345678",
            "ISBN 978-4-10-109205-8",
            "0.333333333",
            "2019-04-01 10:20",
            "注文番号 090-1234-5678",
            "座標 035.681236",
        ),
        wide=(
            ("電話０３－１２３４－５６７８まで", "０３－１２３４－５６７８"),
            ("℡　０９０ー１２３４ー５６７８", "０９０ー１２３４ー５６７８"),
        ),
        touching=(("携帯は090-1234-5678です", "090-1234-5678"), ("電話03-1234-5678まで", "03-1234-5678")),
        column=("電話番号", some("090-1999-9999")),
        split=(("電話番号", "03", "1234", "5678"), "03-1234-5678"),
    ),
    "date_of_birth": Table(
        "DATE_OF_BIRTH",
        must=(
            ("生年月日:S60.4.1", "S60.4.1"),
            ("生年月日 S60/04/01", "S60/04/01"),
            ("生年月日 昭60.4.1", "昭60.4.1"),
            ("生年月日 昭和六十年四月一日", "昭和六十年四月一日"),
            ("生年月日 令和元年五月廿三日", "令和元年五月廿三日"),
            ("生年月日 令和二年五月卅日", "令和二年五月卅日"),
            ("生年月日 ㍼60年4月1日", "㍼60年4月1日"),
            ("生年月日 3-600401", "3-600401"),
            ("生年月日 3600401", "3600401"),
            ("生年月日 S600401", "S600401"),
            ("生年月日 1985. 4. 1", "1985. 4. 1"),
            ("1985年(昭和60年)4月1日生まれ", "1985年(昭和60年)4月1日"),
            ("昭和64年1月8日生", "昭和64年1月8日"),
            ("生年月日 平31.5.1", "平31.5.1"),
            ("Date of birth: 1 April 1985", "1 April 1985"),
            ("born on 01/04/1985", "01/04/1985"),
            ("DOB 1985-04-01", "1985-04-01"),
        ),
        must_not=(
            "生年月日 S60.13.1",
            "生年月日 昭和60年2月30日",
            "DOB 31/04/1985",
            "生年月日 6600401",
            "生年月日 1750-01-01",
        ),
        look_alikes=(
            "2019年4月1日に開催",
            "発行日 2019年4月1日",
            "明・大・昭・平・令 年 月 日生",
            "生年月日 明・大・昭・平・令 60年4月1日",
            "date of issue 01/04/1985",
            "生産日 2019年4月1日",
            "3600401",
        ),
        wide=(("生年月日:Ｓ６０．４．１", "Ｓ６０．４．１"), ("生年月日　昭和６０年４月１日", "昭和６０年４月１日")),
        touching=(("彼は昭和60年4月1日生まれです", "昭和60年4月1日"),),
        column=("生年月日", tuple(f"S{50 + i}.4.{i + 1}" for i in range(6))),
        split=(("生年月日", "昭和", "60", "年", "4", "月", "1", "日"), "昭和60年4月1日"),
    ),
    "age": Table(
        "AGE",
        must=(("満45歳", "満45歳"), ("45 years old", "45 years old"), ("aged 45", "aged 45"), ("年齢は45歳", "45歳")),
        must_not=("満145歳", "45.5歳", "歳末"),
        look_alikes=("20歳以上の方", "18歳未満", "3歳児健診", "45 years of service"),
        wide=(("満４５歳", "満４５歳"),),
        touching=(("父は45歳です", "45歳"),),
        column=("年齢", ("45", "23", "67", "38", "52", "71")),
        split=(("年齢", "45歳"), "45歳"),
    ),
    "gender": Table(
        "GENDER",
        must=(("性別:女", "女"), ("Gender: Female", "Female"), ("Sex M", "M")),
        must_not=("性別", "gender equality", "sex education"),
        look_alikes=("男・女", "性別(男・女)", "男性社員", "M サイズ"),
        wide=(("性別　:　女", "女"),),
        touching=(("性別は女です", "女"),),
        column=("性別", ("男", "女", "女", "男", "女", "男")),
        split=(("性別", "女"), "女"),
    ),
}
