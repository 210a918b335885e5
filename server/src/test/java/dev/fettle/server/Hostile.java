package dev.fettle.server;

import java.util.List;

/** Texts that somebody would put into a package name, a changelog or an address to harm whoever reads it. */
public final class Hostile {
    /** What every text that would become markup carries. */
    public static final String MARK = "fettlexss";

    /** That must stay text in a page. */
    public static final List<String> MARKUP = List.of(
            "<fettlexss>",
            "\"><fettlexss a=\"",
            "'><fettlexss a='",
            "<img src=x onerror=fettlexss()>",
            "<svg/onload=fettlexss()>",
            "javascript:fettlexss()",
            "</script><fettlexss>",
            "<!--<fettlexss>-->",
            "]]><fettlexss>",
            "${fettlexss}",
            "{{fettlexss}}",
            "`${fettlexss}`",
            "\" onmouseover=\"fettlexss()",
            "' onfocus='fettlexss()' autofocus='",
            " onload=fettlexss() ",
            "&lt;fettlexss&gt;",
            "&#60;fettlexss&#62;",
            "%3Cfettlexss%3E",
            "<a href=//fettlexss.example>",
            "\" hx-get=\"/fettlexss\" hx-trigger=\"load",
            "<style>@import 'fettlexss'</style>",
            "</title><fettlexss>",
            "</textarea><fettlexss>",
            "<base href=//fettlexss>",
            "<iframe srcdoc='<fettlexss>'>",
            "<form action=//fettlexss>",
            "<meta http-equiv=refresh content='0;url=//fettlexss'>",
            "<math><mi xlink:href=\"data:x,<script>fettlexss\">",
            "\u202efettlexss",
            "\u0000<fettlexss>",
            "<fettlexss\n>",
            "data:text/html,<fettlexss>");

    /** That must stay a value in a statement. */
    public static final List<String> SQL = List.of(
            "' or '1'='1",
            "'; drop table host; --",
            "1; select pg_sleep(20)",
            "' || pg_sleep(20) || '",
            "\\'; delete from person; --",
            "%' or 1=1 --",
            "1) or (1=1",
            "$$; truncate audit_entry; $$",
            "id; update person_grant set role = 'administrator'",
            "\u0000",
            "\ud800");

    /** That must name no file. */
    public static final List<String> PATHS = List.of(
            "../../../../../../etc/passwd",
            "..%2f..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "..%252f..%252fetc%252fpasswd",
            "/etc/passwd",
            "....//....//etc/passwd",
            "file:///etc/passwd",
            "..\\..\\etc\\passwd",
            "..;/..;/etc/passwd");

    /** That must not take long. */
    public static final List<String> SLOW = List.of(
            "a".repeat(4000) + "!",
            "(a+)+$" + "a".repeat(60),
            "((((((((((((((((((((((((((((((((".repeat(20),
            "0".repeat(3000),
            "9".repeat(400),
            "-1",
            "9223372036854775808",
            "NaN",
            ".".repeat(2000),
            "==;;,,".repeat(300),
            "*".repeat(1000),
            "%",
            "\ud83d\ude00".repeat(500),
            "a\r\nSet-Cookie: fettlexss=1");

    private Hostile() {}
}
