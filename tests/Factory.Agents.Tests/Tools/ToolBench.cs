using System.Text.Json;
using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Domain.Artifacts;
using Factory.Domain.Secrets;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Factory.Agents.Tests.Tools;

/// <summary>Calls the tools of a plugin as the loop does, through an attempt's kernel and its filters.</summary>
internal sealed class ToolBench : ILoopObserver, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TranscriptWriter _transcript;
    private readonly AttemptKernel _kernel;
    private int _turn;

    public ToolBench(object plugin)
    {
        var redactor = new SecretRedactor([]);
        _transcript = new TranscriptWriter(_folder.In("transcript.jsonl"), new FakeTimeProvider(Given.Now), redactor);
        var submission = new SubmissionPlugin(new ArtifactContext(ArtifactKind.Change, [], [], null));
        _kernel = new AttemptKernel(
            [KernelPluginFactory.CreateFromObject(plugin, "tested")],
            submission,
            _transcript,
            this,
            redactor,
            NullLogger.Instance);
    }

    public async Task<ToolResult> With(string tool, object arguments)
    {
        var content = new FunctionCallContent(
            "call",
            tool,
            JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));
        return (await _kernel.InvokeAsync([new ToolCall(content, ++_turn)], CancellationToken.None)).ShouldHaveSingleItem();
    }

    public async Task<string> FailsWith(string tool, object arguments)
    {
        var result = await With(tool, arguments);
        result.IsError.ShouldBeTrue(result.Text);
        return result.Text;
    }

    public void ReportTurn(int turns)
    {
    }

    public void ReportAction(string action)
    {
    }

    public void Dispose()
    {
        _transcript.Dispose();
        _folder.Dispose();
    }
}
