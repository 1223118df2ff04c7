using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Calls;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_returns_what_the_grain_returns()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");

        (await counter.Add(2)).ShouldBe(2);
        (await counter.AddByValue(3)).ShouldBe(5);
        await counter.Touch();
        (await counter.Add(0)).ShouldBe(6);
        (await counter.Key()).ShouldBe("counter-a");
    }

    [Fact]
    public async Task Grains_of_one_key_are_one_and_of_two_keys_are_two()
    {
        await using var host = await EngineHost.StartAsync();

        await host.Grain<ICounterGrain>("counter-a").Add(1);
        (await host.Grain<ICounterGrain>("counter-a").Add(1)).ShouldBe(2);
        (await host.Grain<ICounterGrain>("counter-b").Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task Many_first_calls_make_one_activation()
    {
        await using var host = await EngineHost.StartAsync();

        var numbers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => host.Grain<ICounterGrain>("counter-a").ActivationNumber())));

        numbers.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Calls_of_one_grain_never_overlap()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => counter.AddSlowly(1))));

        (await counter.Add(0)).ShouldBe(500);
    }

    [Fact]
    public async Task Awaits_inside_a_grain_come_back_to_the_grain()
    {
        await using var host = await EngineHost.StartAsync();

        (await host.Grain<ICounterGrain>("counter-a").AwaitsStayOnTheGrain()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_keeps_its_type_message_and_stack(bool later)
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");

        var failure = await Should.ThrowAsync<NotSupportedException>(() => later ? counter.FailLater("no") : counter.Fail("no"));

        failure.Message.ShouldBe("no");
        failure.StackTrace.ShouldNotBeNull().ShouldContain(nameof(CounterGrain));
    }

    [Fact]
    public async Task A_failed_call_leaves_the_grain_alive()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");
        await counter.Add(1);

        await Should.ThrowAsync<NotSupportedException>(() => counter.Fail("no"));

        (await counter.Add(1)).ShouldBe(2);
    }

    [Fact]
    public async Task Arguments_and_results_pass_by_reference()
    {
        await using var host = await EngineHost.StartAsync();
        var value = new object();

        (await host.Grain<ICounterGrain>("counter-a").Echo(value)).ShouldBeSameAs(value);
    }

    [Fact]
    public async Task Request_context_flows_down_and_not_back()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");
        RequestContext.Set("who", "kev");

        (await counter.ContextValue("who")).ShouldBe("kev");
        await counter.SetContextValue("who", "rex");

        RequestContext.Get("who").ShouldBe("kev");
        RequestContext.Clear();
        (await counter.ContextValue("who")).ShouldBeNull();
    }

    [Fact]
    public async Task Request_context_of_a_queued_call_is_its_callers()
    {
        await using var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");
        var blocker = counter.WaitFor("go", CancellationToken.None);
        await host.Signals.Wait("inside go");
        RequestContext.Set("who", "kev");
        var queued = counter.ContextValue("who");
        RequestContext.Clear();

        host.Signals.Set("go");

        await blocker;
        (await queued).ShouldBe("kev");
    }

    [Fact]
    public async Task Cancelling_the_callers_token_cancels_the_call()
    {
        await using var host = await EngineHost.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var call = host.Grain<ICounterGrain>("counter-a").WaitFor("never", cancellation.Token);
        await host.Signals.Wait("inside never");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_wait_for_a_grain_that_ignores_its_token()
    {
        await using var host = await EngineHost.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var call = host.Grain<ICounterGrain>("counter-a").WaitDeaf("deaf", cancellation.Token);
        await host.Signals.Wait("inside deaf");

        await cancellation.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => call)).CancellationToken.ShouldBe(cancellation.Token);
        host.Signals.Set("deaf");
        (await host.Grain<ICounterGrain>("counter-a").Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_keeps_the_call_from_running()
    {
        await using var host = await EngineHost.StartAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => host.Grain<ICounterGrain>("counter-a").WaitFor("go", new(canceled: true)));

        host.Signals.IsSet("inside go").ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_its_turn_never_runs()
    {
        await using var host = await EngineHost.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var counter = host.Grain<ICounterGrain>("counter-a");
        var blocker = counter.WaitFor("go", CancellationToken.None);
        var queued = counter.WaitFor("second", cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => queued);
        host.Signals.Set("go");
        await blocker;
        host.Signals.IsSet("inside second").ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_interface_is_refused_when_the_reference_is_made()
    {
        await using var host = await EngineHost.StartAsync();

        Should.Throw<ArgumentException>(() => host.Grain<IGrainWithStringKey>("x-1")).Message.ShouldContain("No grain class implements");
    }

    [Fact]
    public async Task References_compare_by_identity()
    {
        await using var host = await EngineHost.StartAsync();
        var one = host.Grain<ICounterGrain>("counter-a");

        one.ShouldBe(host.Grain<ICounterGrain>("counter-a"));
        one.ShouldNotBe(host.Grain<ICounterGrain>("counter-b"));
        one.GetGrainId().ToString().ShouldBe("counter/counter-a");
        host.Client.GetGrain<ICounterGrain>(GrainId.Parse("counter/counter-a")).ShouldBe(one);
    }
}
