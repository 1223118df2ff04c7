using Factory.Configuration.Tests.Support;

namespace Factory.Configuration.Tests;

/// <summary>Rules between files: each mistake is reported once, in the file that has it.</summary>
public sealed class CrossFileRulesTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("agents/rex.md", "[build, review]", "[biuld, review]", "agents/rex.md:6: the kind 'biuld' is unknown", "'build'?")]
    [InlineData(
        "pipelines/product.yaml",
        "kind: build",
        "kind: biuld",
        "pipelines/product.yaml:5: no agent takes the kind 'biuld'",
        "'build'?")]
    [InlineData(
        "pipelines/product.yaml",
        "class: merge",
        "class: mrege",
        "pipelines/product.yaml:7: the action class 'mrege' is not listed under 'actions' in policy.yaml",
        "did you mean 'merge'? If not, list it there")]
    [InlineData(
        "agents/rex.md",
        "openai/gpt-6-luna",
        "openai/gpt-6-lunna",
        "agents/rex.md:8: models.json has no model 'openai/gpt-6-lunna'; did you mean 'gpt-6-luna'?",
        "openai has gpt-6-luna")]
    [InlineData(
        "agents/rex.md",
        "openai/gpt-6-luna",
        "opnai/gpt-6-luna",
        "agents/rex.md:8: models.json has no provider 'opnai'; did you mean 'openai'?",
        "openai")]
    public void Check_OneMisspeltWord_IsReportedOnceWhereItIs(string file, string right, string wrong, string start, string end)
    {
        var text = File.ReadAllText(Path.Combine(_files.Folder, file));
        text.ShouldContain(right);
        _files.Write(file, text.Replace(right, wrong));

        var problem = _files.Problems().ShouldHaveSingleItem();

        problem.ShouldStartWith(start);
        problem.ShouldContain(end);
    }

    [Theory]
    [InlineData("pipelines/product.yaml", "class: merge", "class: publish.shop")]
    [InlineData("agents/rex.md", "openai/gpt-6-luna", "ollama/qwen3:8b")]
    [InlineData("agents/rex.md", "models: [openai/gpt-6-luna]\n", "")]
    public void Check_WordThatResemblesNone_IsAccepted(string file, string right, string other)
    {
        var text = File.ReadAllText(Path.Combine(_files.Folder, file));
        text.ShouldContain(right);
        _files.Write(file, text.Replace(right, other));

        _files.Problems().ShouldBeEmpty();
    }

    [Fact]
    public void Check_OllamaModelThatIsNotListed_IsAccepted()
    {
        _files.Write("models.json", ConfigFiles.Models.Replace(
            "\"openai-chat\", \"baseUrl\": \"https://api.openai.com/v1\"",
            "\"ollama\", \"baseUrl\": \"http://127.0.0.1:11434\""));
        _files.Write("agents/rex.md", ConfigFiles.Agent.Replace("openai/gpt-6-luna", "openai/pulled-later"));

        _files.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no front matter")]
    [InlineData("---\nname: [\n---\nx")]
    public void Check_AgentFileCannotBeParsed_BlamesNoPipeline(string text)
    {
        _files.Write("agents/rex.md", text);

        _files.Problems().ShouldAllBe(p => p.StartsWith("agents/rex.md"));
    }

    [Fact]
    public void Check_PolicyCannotBeParsed_BlamesNoAgent()
    {
        _files.Write("policy.yaml", "actions: [\n");

        _files.Problems().ShouldAllBe(p => p.StartsWith("policy.yaml"));
    }

    [Fact]
    public void Check_TooManyAgents_IsReportedForTheFolder()
    {
        for (var i = 0; i < 300; i++)
        {
            _files.Write($"agents/a{i}.md", ConfigFiles.Agent.Replace("name: rex", $"name: a{i}"));
        }

        _files.Problems().ShouldContain("agents/: it has more than 200 files, which is the limit; remove some");
    }
}
