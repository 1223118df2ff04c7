namespace Factory.Workspaces.Tests;

/// <summary>Valid file names that break programs with wrong assumptions.</summary>
internal static class OddNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "привет/мир.txt", "文件/説明.txt", "עברית/שלום.txt", "عربي.txt", "ไทย.txt", "🦊/🏳️‍🌈.txt", "e\u0301 combined.txt", "\u00e9 composed.txt",
        "\u202egnp.exe", "zero\u200bwidth.txt", "line\nbreak.txt", "tab\there.txt", "escape\u001b[31m.txt", "\"quoted\".txt", "'single'.txt", "$(touch sprung).txt", "`id`.txt",
        "-rf", "--help", " leading", "trailing ", "semi;colon&pipe|.txt", "star*?[a].txt", "back\\slash.txt", "%2e%2e.txt", ".gitty", "Readme.md", "README.MD",
        "con.d/aux.txt.d", "~tilde", "#hash#", "@{u}", ":colon", "!bang",
    ];
}
