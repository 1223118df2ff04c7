using Factory.Contracts.Artifacts;
using Factory.Domain.Artifacts;
using Factory.Domain.Models;
using Factory.TestKit.Builders;
using Factory.Workshop.Loop;
using Factory.Workshop.Tests.Tools;
using Factory.Workshop.Tools;
using Factory.Workshop.Transcripts;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Workshop.Tests.Loop;

/// <summary>A loop with tools of the test's own.</summary>
internal sealed class LoopHarness : ILoopObserver, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TranscriptWriter _transcript;

    public LoopHarness()
    {
        _transcript = new TranscriptWriter(_folder.In("transcript.jsonl"), new FakeTimeProvider(Given.Now), Redactor);
    }

    public ScriptedModel Model { get; init; } = new();

    /// <summary>Where the loop's calls go; null for <see cref="Model"/>.</summary>
    public IModelSession? Session { get; set; }

    public SecretRedactor Redactor { get; } = new(["very-secret-value"]);

    public List<ITool> Tools { get; } = [];

    public List<string> Actions { get; } = [];

    public int Turns { get; private set; }

    public LoopLimits Limits { get; set; } = new(20, 100_000);

    public Task<Artifact> RunAsync(CancellationToken cancellationToken = default) => new AgentLoop(Session ?? Model, _transcript, Redactor, this, NullLogger.Instance).RunAsync(
        new LoopInput(
            [new ChatMessage(ChatRole.System, "You are Rex."), new ChatMessage(ChatRole.User, "Build it.")],
            new ToolSet(Tools, SubmitResultTool.Declare(ArtifactKind.Change)),
            new ArtifactContext(ArtifactKind.Change, [], [], null),
            Limits),
        cancellationToken);

    public void TurnEnded(int turns) => Turns = turns;

    public void Acted(string action) => Actions.Add(action);

    public void Dispose()
    {
        _transcript.Dispose();
        _folder.Dispose();
    }
}

/// <summary>A tool that does what a test says.</summary>
internal sealed class FakeTool(string name, ToolAccess access, Func<ToolArguments, CancellationToken, Task<ToolResult>> run) : ITool
{
    public AIFunctionDeclaration Declaration { get; } = new ToolSchema(name, "Does something.").OptionalText("text", "Anything.").Build();

    public ToolAccess Access => access;

    public Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken) => run(arguments, cancellationToken);
}
