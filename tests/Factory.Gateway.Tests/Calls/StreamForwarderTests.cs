using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Tests.Calls;

public sealed class StreamForwarderTests
{
    private const string Text = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private const string Stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private const string Usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":7,\"total_tokens\":107}}\n\n";
    private const string Done = "data: [DONE]\n\n";

    private static readonly Problem NoMoney = new(ErrorCodes.BudgetExceeded, "budget-task-1: cap 0.10 USD, left 0.00 USD.");

    [Fact]
    public async Task Run_CompleteStream_PassesUnchangedAndTerminatesOnce()
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text, Stop, Usage, Done));

        (result.Outcome, result.Error, result.HasStarted).ShouldBe((CallOutcome.Succeeded, null, true));
        text.ShouldBe(Text + Stop + Usage + Done);
        stream.Heads.ShouldBe(["text/event-stream"]);
        stream.Terminations.ShouldBe([CallOutcome.Succeeded]);
        stream.Usage.Usage.ShouldBe(new TokenUsage(100, 7));
    }

    [Fact]
    public async Task Run_ReasonToStopWithoutTerminatingEvent_IsComplete()
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text, Stop, Usage));

        result.Outcome.ShouldBe(CallOutcome.Succeeded);
        text.ShouldEndWith(Usage);
        stream.Terminations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ConnectionBreaksBeforeTheFirstEvent_HasNotStarted()
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces("data: {\"choi", null));

        (result.HasStarted, result.Outcome, result.Error!.Kind).ShouldBe((false, CallOutcome.Interrupted, GatewayErrorKind.ProviderFailed));
        text.ShouldBeEmpty("another provider may still answer");
        stream.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ConnectionBreaksInAnEvent_ErrorFollowsTheLastCompleteEvent()
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text + "data: {\"choi", null));

        result.HasStarted.ShouldBeTrue();
        text.ShouldStartWith(Text + "data: {\"error\":");
        text.ShouldNotContain("choi\"");
    }

    [Fact]
    public async Task Run_ConnectionBreaksAfterTheTerminatingEvent_IsStillComplete()
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text, Usage, Done, null));

        (result.Outcome, result.Error).ShouldBe((CallOutcome.Succeeded, null));
        text.ShouldEndWith(Done);
    }

    [Fact]
    public async Task Run_ProviderHangsAfterTheTerminatingEvent_IsClosedAfterASecond()
    {
        using var stream = new ForwardedStream();
        var hanging = new HangingStream(Text + Usage + Done);

        var running = stream.RunAsync(hanging);
        await hanging.Hanging;
        stream.Time.Advance(TimeSpan.FromSeconds(1));

        (await running).Result.Outcome.ShouldBe(CallOutcome.Succeeded);
    }

    [Fact]
    public async Task Run_CostExceedsTheBudget_IsCutAfterTheEventThatExceededIt()
    {
        using var stream = new ForwardedStream(granted: 1);
        stream.Meter.ExtensionProblem = NoMoney;

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text, Text, Text, Stop, Done));

        (result.Outcome, result.Error!.Cause).ShouldBe((CallOutcome.BudgetExceeded, NoMoney));
        text.ShouldStartWith(Text + Text + "data: {\"error\":");
        text.ShouldContain("insufficient_quota");
        stream.Call.Extensions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Run_CostExceedsTheReservation_IsExtendedInStepsAndNotForEachToken()
    {
        using var stream = new ForwardedStream(granted: 1);

        await stream.RunAsync(ForwardedStream.Pieces([.. Enumerable.Repeat(Text, 300), Stop, Done]));

        stream.Call.Extensions.Count.ShouldBe(2, "300 tokens, 256 a step");
        stream.Call.Extensions.ShouldBe(stream.Call.Extensions.Order());
    }

    [Fact]
    public async Task Run_BytesAfterTheTerminatingEvent_AreNotCheckedAgainstTheBudget()
    {
        using var stream = new ForwardedStream(granted: 1);
        stream.Meter.ExtensionProblem = NoMoney;

        // The call is settled at [DONE]: a later check would extend, and cut, a call that is over.
        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text + Text + Usage + Done, "\n"));

        result.Outcome.ShouldBe(CallOutcome.Succeeded);
        text.ShouldNotContain("error");
        stream.Call.Extensions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ClientDisconnects_WritesNothingMore()
    {
        using var stream = new ForwardedStream();
        var hanging = new HangingStream(Text);

        var running = stream.RunAsync(hanging);
        await hanging.Hanging;
        stream.DisconnectClient();

        var (result, text) = await running;
        (result.Outcome, result.Error).ShouldBe((CallOutcome.ClientDisconnected, null));
        text.ShouldBe(Text);
    }

    [Fact]
    public async Task Run_ProviderSendsNothing_IsATimeout()
    {
        using var stream = new ForwardedStream();
        var hanging = new HangingStream(Text);

        var running = stream.RunAsync(hanging);
        await hanging.Hanging;
        stream.Time.Advance(new GatewayOptions().IdleTimeout);

        (await running).Result.Error!.Kind.ShouldBe(GatewayErrorKind.ProviderTimeout);
    }

    [Fact]
    public async Task Run_ClientsConnectionBreaks_IsNotTheProvidersFailure()
    {
        using var stream = new ForwardedStream(flushFailure: new IOException("reset"));

        var result = await stream.ForwardAsync(ForwardedStream.Pieces(Text, Text, Stop, Done));

        (result.Outcome, result.Error, result.Failure).ShouldBe((CallOutcome.ClientDisconnected, null, null));
    }

    [Fact]
    public async Task Run_ClientReadsNothingUntilTheDeadline_IsNotTheProvidersFailure()
    {
        using var stream = new ForwardedStream(pauseAt: 1);

        var running = stream.ForwardAsync(ForwardedStream.Pieces(Text, Text, Stop, Done));
        running.IsCompleted.ShouldBeFalse("the client does not read");
        stream.Time.Advance(new GatewayOptions().IdleTimeout);

        var result = await running;
        (result.Outcome, result.Failure).ShouldBe((CallOutcome.ClientDisconnected, null));
        result.Error!.Message.ShouldStartWith("The client read nothing");
    }

    [Fact]
    public async Task Run_EventLongerThanAllowed_IsCut()
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(
            ForwardedStream.Pieces(Text, $"data: {{\"a\":\"{new string('x', 1_000)}\"}}\n"),
            maxEventBytes: 500);

        result.Error!.Message.ShouldContain("longer than");
        text.ShouldStartWith(Text + "data: {\"error\":");
    }

    [Theory]
    [InlineData("data: not json\n\n")]
    [InlineData("data: {\"usage\":{\"prompt_tokens\":\n\n")]
    public async Task Run_MalformedEvent_IsCut(string malformed)
    {
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text, malformed, Done));

        (result.Outcome, result.Error!.Code).ShouldBe((CallOutcome.Interrupted, ErrorCodes.ModelResponseInvalid));
        text.ShouldNotContain("not json");
    }

    [Fact]
    public async Task Run_ProvidersOwnErrorEvent_PassesAndIsInterrupted()
    {
        const string error = "data: {\"error\":{\"message\":\"overloaded\"}}\n\n";
        using var stream = new ForwardedStream();

        var (result, text) = await stream.RunAsync(ForwardedStream.Pieces(Text, error));

        (result.Outcome, result.Error).ShouldBe((CallOutcome.Interrupted, null));
        text.ShouldBe(Text + error, "one error is enough");
    }

    /// <summary>Delivers one piece and then nothing, until it is cancelled.</summary>
    private sealed class HangingStream(string piece) : MemoryStream
    {
        private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isDelivered;

        public Task Hanging => _hanging.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_isDelivered)
            {
                _isDelivered = true;
                var bytes = System.Text.Encoding.UTF8.GetBytes(piece);
                bytes.CopyTo(buffer);
                return bytes.Length;
            }

            var cancelled = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(() => cancelled.SetCanceled(cancellationToken));
            _hanging.TrySetResult();
            return await cancelled.Task;
        }
    }
}
