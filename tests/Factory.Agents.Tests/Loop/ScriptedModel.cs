using System.Runtime.CompilerServices;
using System.Text.Json;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Loop;

/// <summary>
/// A model with scripted responses, one per turn. Each turn uses 10 input tokens and 5 output tokens and costs a cent.
/// </summary>
internal sealed class ScriptedModel : IModelSessions, IModelSession, IChatClient
{
    private readonly Queue<Func<CancellationToken, Task<AIContent[]>>> _turns = [];
    private int _calls;

    public List<IReadOnlyList<ChatMessage>> Seen { get; } = [];

    public List<ChatOptions> Options { get; } = [];

    public ModelDefinition Model { get; init; } = Given.Model(Given.SmallModel, ModelTier.Cheap);

    public TokenUsage Usage { get; private set; }

    public Usd Cost { get; private set; }

    public IChatClient Client => this;

    /// <summary>The callback for notices that the session received.</summary>
    public Action<string>? Notice { get; private set; }

    public bool IsDisposed { get; private set; }

    public ScriptedModel Says(string text) => Then(_ => Task.FromResult<AIContent[]>([new TextContent(text)]));

    public ScriptedModel Calls(params (string Tool, object Arguments)[] calls) =>
        Then(_ => Task.FromResult<AIContent[]>([.. calls.Select(c => Call(c.Tool, c.Arguments))]));

    public ScriptedModel Submits(string json) => Calls(("submit_result", new { result = JsonDocument.Parse(json).RootElement }));

    public ScriptedModel Throws(Exception e) => Then(_ => Task.FromException<AIContent[]>(e));

    public ScriptedModel Then(Func<CancellationToken, Task<AIContent[]>> turn)
    {
        _turns.Enqueue(turn);
        return this;
    }

    public FunctionCallContent Call(string tool, object arguments) => new(
        $"call-{++_calls}",
        tool,
        JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value));

    /// <summary>The results of the calls before a turn (from 1), in order.</summary>
    public IReadOnlyList<string> ResultsBefore(int turn) =>
        [.. Seen[turn - 1][^1].Contents.OfType<FunctionResultContent>().Select(r => (string)r.Result!)];

    public IModelSession Open(AttemptRequest request, Action<string>? notice = null)
    {
        Notice = notice;
        return this;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Seen.Add([.. messages]);
        Options.Add(options!);
        if (!_turns.TryDequeue(out var turn))
        {
            throw new InvalidOperationException($"The script has no turn {Seen.Count}.");
        }

        foreach (var content in await turn(cancellationToken))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
        }

        Usage += new TokenUsage(10, 5);
        Cost += new Usd(0.01m);
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The loop streams.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
