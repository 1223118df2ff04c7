using Factory.Configuration.Tests.Support;

namespace Factory.Configuration.Tests.Agents;

public sealed class AgentFileTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("name: rex", "name: max", "agents/rex.md:2: 'name' is 'max' but the file is rex.md")]
    [InlineData("name: rex\n", "", "agents/rex.md:2: 'name' is missing; add a line like 'name: rex'")]
    [InlineData("role: Builder\n", "", "agents/rex.md:2: 'role' is missing; add a line like 'role: Builder'")]
    [InlineData("description: Builds products.\n", "description:\n", "agents/rex.md:3: 'description' is missing")]
    [InlineData("tier: cheap\n", "", "'tier' is missing; add a line like 'tier: local'")]
    [InlineData(
        "tier: cheap",
        "tier: Cheap",
        "agents/rex.md:7: 'tier' is 'Cheap'; it must be one of local, free, cheap, standard, premium; did you mean 'cheap'?")]
    [InlineData("tier: cheap", "teir: cheap", "agents/rex.md:7: unknown key 'teir'; did you mean 'tier'?")]
    [InlineData(
        "tier: cheap",
        "tier: cheap\ncolour: red",
        "agents/rex.md:8: unknown key 'colour'; known keys are description, egress, heartbeat")]
    [InlineData("tier: cheap", "tier: cheap\ntier: free", "agents/rex.md:8: 'tier' appears twice, first in line 7; remove one")]
    [InlineData("kinds: [build, review]", "kinds: []", "agents/rex.md:6: 'kinds' is empty")]
    [InlineData(
        "kinds: [build, review]",
        "kinds: [build, review, bild]",
        "agents/rex.md:6: the kind 'bild' is unknown; use it in a pipeline or add it under 'kinds' in policy.yaml; did you mean 'build'?")]
    [InlineData(
        "kinds: [build, review]",
        "kinds: [build, review, Build It]",
        "agents/rex.md:6: 'kinds': 'Build It' must be lower-case letters, digits and dashes")]
    [InlineData(
        "kinds: [build, review]",
        "kinds: {a: b}",
        "agents/rex.md:6: 'kinds' is a mapping; it must be a list of texts, like [one, two]")]
    [InlineData(
        "[read_file, write_file]",
        "[read_file, wirte_file]",
        "agents/rex.md:4: 'tools': 'wirte_file' is not a known tool; tools are list_files")]
    [InlineData("[read_file, write_file]", "[read_file, wirte_file]", "did you mean 'write_file'?")]
    [InlineData("[read_file, write_file]", "[read_file, read_file]", "agents/rex.md:4: 'tools': 'read_file' appears twice; remove one")]
    [InlineData(
        "openai/gpt-6-luna",
        "gpt-6-luna",
        "agents/rex.md:8: 'models': 'gpt-6-luna' is not a model; it must look like provider/model")]
    [InlineData(
        "tier: cheap",
        "tier: cheap\nparallelism: 0",
        "agents/rex.md:8: 'parallelism' is '0'; it must be a whole number from 1 to 64")]
    [InlineData("tier: cheap", "tier: cheap\nparallelism: 99999999999999999999", "it must be a whole number from 1 to 64")]
    [InlineData(
        "tier: cheap",
        "tier: cheap\nheartbeat: 5",
        "agents/rex.md:8: 'heartbeat' is '5'; it must be a time from 1m to 7d, written like 90s, 30m, 2h or 7d")]
    [InlineData("tier: cheap", "tier: cheap\nheartbeat: 999999d", "'heartbeat' is '999999d'; it must be a time from 1m to 7d")]
    [InlineData("tier: cheap", "tier: cheap\nsecrets: [sk-12345]", "must be the name of a secret, never its value")]
    [InlineData(
        "tier: cheap",
        "tier: cheap\negress: ['https://example.org/x']",
        "must be a host name in lower case without scheme or path")]
    [InlineData("tier: cheap", "tier: cheap\negress: ['*']", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: ['*.com']", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [localhost]", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [10.0.0.5]", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: ['api.example.org:0']", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: ['api.example.org:99999']", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [example.0x7f]", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [example.123]", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [-a.example.org]", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [a-.example.org]", "must be a host name")]
    [InlineData("tier: cheap", "tier: cheap\negress: [a..example.org]", "must be a host name")]
    [InlineData("You are Rex.", "", "agents/rex.md:10: the prompt is missing")]
    [InlineData("---\nname", "name", "agents/rex.md:1: the front matter is missing; the first line must be '---'")]
    [InlineData("---\n\nYou", "\nYou", "agents/rex.md:1: the front matter that starts here has no end")]
    [InlineData("role: Builder", "role: [Builder", "this is not valid YAML")]
    [InlineData("role: Builder", "role: a: b", "agents/rex.md:5: this is not valid YAML")]
    [InlineData("role: Builder", "role: &a Builder", "agents/rex.md:5: the anchor '&a' is not allowed")]
    [InlineData("role: Builder", "role: *a", "agents/rex.md:5: the alias '*a' is not allowed")]
    [InlineData("role: Builder", "role: !!python/object Builder", "agents/rex.md:5: the tag")]
    [InlineData("role: Builder", "role: {a: 1}", "agents/rex.md:5: 'role' is a mapping; it must be a text")]
    public void Check_OneMistake_NamesLineRuleAndFix(string right, string wrong, string expected)
    {
        ConfigFiles.Agent.ShouldContain(right);
        _files.Write("agents/rex.md", ConfigFiles.Agent.Replace(right, wrong));

        _files.Problems().ShouldContain(p => p.Contains(expected), string.Join('\n', _files.Problems()));
    }

    [Fact]
    public void Check_FileNameIsNoId_SaysHowToName()
    {
        _files.Write("agents/Ann Lee.md", ConfigFiles.Agent.Replace("name: rex", "name: Ann Lee"));

        _files.Problems().ShouldContain(p => p.Contains("rename it to lower-case letters, digits and dashes"));
    }

    [Fact]
    public void Check_TwoAgentsOfOneName_NamesBothFiles()
    {
        _files.Write("agents/ann-lee.md", ConfigFiles.Agent.Replace("name: rex", "name: Ann Lee"));
        _files.Write("agents/ann.md", ConfigFiles.Agent.Replace("name: rex", "name: ANN LEE"));

        _files.Problems().ShouldContain("agents/ann.md:2: the agent 'ANN LEE' exists already in agents/ann-lee.md; give each its own name");
    }

    [Fact]
    public void Check_NestedVeryDeep_IsRefusedInsteadOfOverflowing()
    {
        _files.Write("agents/rex.md", "---\nname: " + new string('[', 100_000) + "\n---\nx");

        _files.Problems().ShouldContain(p => p.Contains("nested deeper than"));
    }

    [Fact]
    public void Check_NoText_SaysWhatTheFileIs()
    {
        File.WriteAllBytes(Path.Combine(_files.Folder, "agents/rex.md"), [0x2d, 0x2d, 0xff, 0xfe]);
        _files.Problems().ShouldContain("agents/rex.md: it is not UTF-8 text; save it as UTF-8");

        _files.Write("agents/rex.md", new string('x', 300_000));
        _files.Problems().ShouldContain("agents/rex.md: it has 300000 bytes; a configuration file has at most 262144");

        _files.Write("agents/rex.md", "");
        _files.Problems().ShouldContain(p => p.StartsWith("agents/rex.md:1: the front matter is missing"));
    }

    [Fact]
    public void Check_WindowsLineEnds_ReadTheSame()
    {
        _files.Write("agents/rex.md", "\uFEFF" + ConfigFiles.Agent.ReplaceLineEndings("\r\n"));

        _files.Problems().ShouldBeEmpty();
    }
}
