using Factory.Scenarios.ModelApis;
using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Golden;

/// <summary>
/// The shop team, whose changes are sent back twice, with a failed attempt and a question to the operator before them.
/// Two calls are not answered while the silo that made them lives: the first of the deployment and the second of the
/// named key.
/// </summary>
internal sealed class GoldenTeam
{
    private readonly ShopTeam _shop = new();
    private int _deployCalls;
    private int _keyCalls;

    /// <summary>The deployment's call that a kill interrupts.</summary>
    public InterruptedCall Deploy { get; } = new();

    /// <summary>The named key's call that a kill interrupts.</summary>
    public InterruptedCall Key { get; } = new();

    public ScriptedResponse Answer(ReceivedRequest turn)
    {
        switch (turn)
        {
            case { Kind: "" }:
                if (Interlocked.Increment(ref _keyCalls) == 2)
                {
                    Key.Hold();
                }

                return ScriptedResponse.FromText("A key of its own pays for this answer.");
            case { Kind: "research", Attempt: 1 }:
                return ScriptedResponse.FromError(400);
            case { Kind: "requirements", Number: 0 }:
                return ScriptedResponse.FromToolCalls(ScriptedToolCall.Of(
                    "ask_operator",
                    new { question = "Which hours does the page name?" }));
            case { Kind: "deploy" } when Interlocked.Increment(ref _deployCalls) == 1:
                Deploy.Hold();
                break;
        }

        return _shop.Answer(turn);
    }
}

/// <summary>A model call that is held open until its silo is gone.</summary>
internal sealed class InterruptedCall
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the call has arrived.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Lets the call go on.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Blocks the call until <see cref="Release"/>.</summary>
    public void Hold()
    {
        _arrived.TrySetResult();
        _released.Task.Wait();
    }
}
