using System.ComponentModel;
using System.Text.Json;
using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Json;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Models;
using Factory.Domain.Secrets;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tests.Loop;

/// <summary>A loop with the tools of a test.</summary>
internal sealed class LoopHarness : ILoopObserver, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TranscriptWriter _transcript;

    public LoopHarness()
    {
        _transcript = new TranscriptWriter(_folder.In("transcript.jsonl"), new FakeTimeProvider(Given.Now), Redactor);
    }

    public ScriptedModel Model { get; init; } = new();

    /// <summary>The session that receives the calls; null for <see cref="Model"/>.</summary>
    public IModelSession? Session { get; set; }

    public SecretRedactor Redactor { get; } = new(["very-secret-value"]);

    /// <summary>The tools in addition to the submission.</summary>
    public List<KernelFunction> Tools { get; } = [];

    public OperatorMessages Messages { get; } = new();

    public List<string> Actions { get; } = [];

    public int Turns { get; private set; }

    public LoopLimits Limits { get; set; } = new(20, 100_000);

    private static IReadOnlyList<ChatMessage> Brief { get; } = [new(ChatRole.System, "You are Rex."), new(ChatRole.User, "Build it.")];

    public IReadOnlyList<TranscriptEntry> Entries() =>
        [.. File.ReadLines(_folder.In("transcript.jsonl"))
            .Select(l => JsonSerializer.Deserialize<TranscriptEntry>(l, FactoryJson.Options)!)];

    public AttemptKernel Kernel(params IEnumerable<KernelFunction> tools) => new(
        [KernelPluginFactory.CreateFromFunctions("fakes", tools)],
        new SubmissionPlugin(new ArtifactContext(ArtifactKind.Change, [], [], null)),
        _transcript,
        this,
        Redactor,
        NullLogger.Instance);

    public Task<Artifact> RunAsync(CancellationToken cancellationToken = default) =>
        new AgentLoop(Session ?? Model, _transcript, this, Messages).RunAsync(Brief, Kernel(Tools), Limits, cancellationToken);

    public void Reads(string tool, Func<string?, CancellationToken, Task<ToolResult>> run) =>
        Tools.Add(KernelFunctionFactory.CreateFromMethod(
        [ReadOnly(true)] ([Description("Anything.")] string? text = null, CancellationToken cancellationToken = default) =>
            run(text, cancellationToken), tool, "Does something."));

    public void Changes(string tool, Func<string?, CancellationToken, Task<ToolResult>> run) =>
        Tools.Add(KernelFunctionFactory.CreateFromMethod(
        ([Description("Anything.")] string? text = null, CancellationToken cancellationToken = default) => run(text, cancellationToken),
        tool,
        "Does something."));

    public void ReportTurn(int turns) => Turns = turns;

    public void ReportAction(string action) => Actions.Add(action);

    public void Dispose()
    {
        _transcript.Dispose();
        _folder.Dispose();
    }
}
