using Factory.Contracts.Errors;

namespace Factory.Dialect.Tests.Calls;

[Collection(nameof(SharedHost))]
public sealed class CallTests(SharedHost shared)
{
    private readonly DialectHost _host = shared.Host;

    [Fact]
    public async Task A_call_returns_what_the_grain_returns()
    {
        var counter = _host.Grain<ICounterGrain>("counter-returns");

        (await counter.Add(2)).ShouldBe(2);
        (await counter.AddByValue(3)).ShouldBe(5);
        await counter.Touch();
        (await counter.Add(0)).ShouldBe(6);
        (await counter.Key()).ShouldBe("counter-returns");
    }

    [Fact]
    public async Task Grains_of_one_key_are_one_and_of_two_keys_are_two()
    {
        await _host.Grain<ICounterGrain>("counter-one").Add(1);
        (await _host.Grain<ICounterGrain>("counter-one").Add(1)).ShouldBe(2);
        (await _host.Grain<ICounterGrain>("counter-two").Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task Many_first_calls_make_one_activation()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => _host.Grain<ICounterGrain>("counter-first").ActivationNumber())));

        numbers.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Calls_of_one_grain_never_overlap()
    {
        var counter = _host.Grain<ICounterGrain>("counter-slow");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => counter.AddSlowly(1))));

        (await counter.Add(0)).ShouldBe(200);
    }

    [Fact]
    public async Task Awaits_inside_a_grain_come_back_to_the_grain() =>
        (await _host.Grain<ICounterGrain>("counter-await").AwaitsStayOnTheGrain()).ShouldBeTrue();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_keeps_its_type_message_and_stack_and_leaves_the_grain_alive(bool later)
    {
        var counter = _host.Grain<ICounterGrain>($"counter-fail-{later}");
        await counter.Add(1);

        var failure = await Should.ThrowAsync<NotSupportedException>(() => later ? counter.FailLater("no") : counter.Fail("no"));

        failure.Message.ShouldBe("no");
        failure.StackTrace.ShouldNotBeNull().ShouldContain("CounterGrain");
        (await counter.Add(1)).ShouldBe(2);
    }

    [Fact]
    public async Task The_factorys_own_error_keeps_its_code_and_hint()
    {
        var failure = await Should.ThrowAsync<FactoryException>(() => _host.Grain<ICounterGrain>("counter-refuse").Refuse("data.held", "stop it"));

        (failure.Code, failure.Message, failure.Hint, failure.Retryable).ShouldBe(("data.held", "refused", "stop it", true));
    }

    [Fact]
    public async Task Records_arrive_as_they_were_sent()
    {
        var parcel = new Parcel("books", [1.5m, 0.25m], new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));

        var back = await _host.Grain<ICounterGrain>("counter-echo").Echo(parcel);

        (back.Label, back.SentAt).ShouldBe((parcel.Label, parcel.SentAt));
        back.Weights.ShouldBe(parcel.Weights);
    }

    [EmbeddedFact("arguments pass by reference; grain messages are immutable, so nobody may rely on it")]
    public async Task A_list_that_a_grain_changes_is_changed_for_its_caller()
    {
        var list = new List<string>();
        await _host.Grain<ICounterGrain>("counter-list").Scribble(list);

        list.ShouldBe(["scribbled"]);
    }

    [OrleansFact("arguments are copied unless they are marked immutable")]
    public async Task A_list_that_a_grain_changes_is_a_copy()
    {
        var list = new List<string>();
        await _host.Grain<ICounterGrain>("counter-list").Scribble(list);

        list.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_context_flows_down_and_not_back()
    {
        var counter = _host.Grain<ICounterGrain>("counter-context");
        RequestContext.Set("who", "kev");

        (await counter.ContextValue("who")).ShouldBe("kev");
        await counter.SetContextValue("who", "rex");

        RequestContext.Get("who").ShouldBe("kev");
        RequestContext.Clear();
        (await counter.ContextValue("who")).ShouldBeNull();
    }

    [Fact]
    public async Task Cancelling_the_callers_token_cancels_the_call()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _host.Grain<ICounterGrain>("counter-cancel").WaitFor("never", cancellation.Token);
        await _host.Signals.Wait("inside never");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [EmbeddedFact("a call that waits is taken out of the queue when its token is cancelled")]
    public Task A_call_that_is_cancelled_before_its_turn_never_runs() => CancelBeforeItsTurnAsync("never", runs: false);

    [OrleansFact("a call that waits runs when its turn comes, with a token that is cancelled")]
    public Task A_call_that_is_cancelled_before_its_turn_runs_with_a_cancelled_token() => CancelBeforeItsTurnAsync("cancelled", runs: true);

    [Fact]
    public void References_compare_by_identity()
    {
        var one = _host.Grain<ICounterGrain>("counter-same");

        one.ShouldBe(_host.Grain<ICounterGrain>("counter-same"));
        one.ShouldNotBe(_host.Grain<ICounterGrain>("counter-other"));
        one.GetGrainId().ToString().ShouldBe("counter/counter-same");
        _host.Client.GetGrain<ICounterGrain>(GrainId.Parse("counter/counter-same")).ShouldBe(one);
    }

    private async Task CancelBeforeItsTurnAsync(string name, bool runs)
    {
        using var cancellation = new CancellationTokenSource();
        var counter = _host.Grain<ICounterGrain>("counter-queue");
        var blocker = counter.WaitFor("go-queue", CancellationToken.None);
        await _host.Signals.Wait("inside go-queue");
        var queued = counter.WaitFor(name + " second", cancellation.Token);

        await cancellation.CancelAsync();

        _host.Signals.Set("go-queue");
        await blocker;
        await Should.ThrowAsync<OperationCanceledException>(() => queued);
        _host.Signals.IsSet($"inside {name} second").ShouldBe(runs);
    }
}
