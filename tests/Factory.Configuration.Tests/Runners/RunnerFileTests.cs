using Factory.Configuration.Tests.Support;
using Factory.Domain.Runners;

namespace Factory.Configuration.Tests.Runners;

public sealed class RunnerFileTests : IDisposable
{
    private const string Head = "program: tool\noutput: text\n";
    private const string File = "runners/tool.yaml";

    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("output: text\narguments: []", "runners/tool.yaml:1: 'program' is missing")]
    [InlineData("program: /usr/bin/tool\noutput: text\narguments: []", "'program' is '/usr/bin/tool'; it must be the file name of a program")]
    [InlineData("program: tool\noutput: xml\narguments: []", "'output' is 'xml'; it must be one of claude, codex, gemini, pi, text")]
    [InlineData("program: tool\narguments: []", "'output' is missing")]
    [InlineData(Head, "'arguments' is missing")]
    [InlineData(Head + "arguments: ['${modle}']", "the placeholder '${modle}' does not exist; there are prompt, session, home, model, provider, gateway, mcp, tools, key; did you mean 'model'?")]
    [InlineData(Head + "arguments: ['${session}']", "'arguments' starts a new session, whose id is not known yet")]
    [InlineData(Head + "arguments: []\nenvironment: {a-b: c}", "'a-b' under 'environment' must be the name of an environment variable")]
    [InlineData(Head + "arguments: []\nenvironment: {A: '${b}'}", "the placeholder '${b}' does not exist")]
    [InlineData(Head + "arguments: []\nfiles: {/etc/passwd: x}", "'/etc/passwd' under 'files' must be a path that begins with ${home}/")]
    [InlineData(Head + "arguments: []\nfiles: {'${home}/../x': y}", "'${home}/../x' under 'files' must be a path")]
    [InlineData(Head + "arguments: []\npackage: codex@latest", "'package' is 'codex@latest'; it must be an npm package and its exact version")]
    [InlineData(Head + "arguments: []\nargs: []", "unknown key 'args'")]
    public void Check_OneMistake_NamesLineRuleAndFix(string text, string message)
    {
        _files.Write(File, text);

        _files.Problems().ShouldHaveSingleItem().ShouldContain(message);
    }

    [Fact]
    public void Read_AllKeys_GivesTheDefinition()
    {
        _files.Write(File, """
            program: tool
            package: "@acme/tool@1.2.3"
            output: codex
            arguments: [run, "--model=${model}"]
            resume: [go-on, "${session}"]
            environment: { KEY: "${key}" }
            files: { "${home}/a.json": "{}" }
            """);

        var runner = _files.Reader.Load().Config.Runners.ShouldHaveSingleItem();

        runner.ShouldSatisfyAllConditions(
            () => (runner.Name, runner.Program, runner.Output, runner.Package)
                .ShouldBe(("tool", "tool", RunnerOutput.Codex, "@acme/tool@1.2.3")),
            () => runner.Arguments.ShouldBe(["run", "--model=${model}"]),
            () => runner.ResumeArguments.ShouldBe(["go-on", "${session}"]),
            () => runner.Environment.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("KEY", "${key}")),
            () => runner.Files.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("${home}/a.json", "{}")),
            () => runner.CanResume.ShouldBeTrue(),
            () => runner.UsesGateway.ShouldBeTrue());
    }

    [Fact]
    public void Load_AgentWithARunnerWithoutFile_NamesTheNearestOne()
    {
        _files.Write(File, Head + "arguments: []").Write("agents/rex.md", ConfigFiles.Agent.Replace("tier:", "runners: [tol]\ntier:"));

        _files.Problems().ShouldHaveSingleItem()
            .ShouldContain("the runner 'tol' has no file; add runners/tol.yaml or remove it; did you mean 'tool'?");
    }

    [Fact]
    public void Load_NoRunners_IsValid() => _files.Reader.Load().Config.Runners.ShouldBeEmpty();

    [Fact]
    public void Load_Shipped_DrivesTheFourClis() =>
        new ConfigReader(Shipped.Folder, new ConfigContext()).Load().Config.Runners.Select(r => (r.Name, r.CanResume, r.UsesGateway, r.TakesPromptAsArgument))
            .ShouldBe([("claude", true, true, false), ("codex", true, true, false), ("gemini", true, true, false), ("pi", true, true, false)]);
}
