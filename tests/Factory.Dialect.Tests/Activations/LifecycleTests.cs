namespace Factory.Dialect.Tests.Activations;

public sealed class LifecycleTests
{
    [Fact]
    public async Task State_is_read_before_activation_and_a_stopped_silo_deactivates_and_disposes()
    {
        var host = await DialectHost.StartAsync();
        var signals = host.Signals;
        await host.Grain<IAccountGrain>("account-life").Deposit(5);
        await host.Grain<IAccountGrain>("account-life").Leave();
        await signals.Wait("disposed");
        (await host.Grain<IAccountGrain>("account-life").Balance()).ShouldBe(5);
        await host.DisposeAsync();

        signals.Log.ShouldBe([
            "account-life activates with 0", "account-life deactivates: ApplicationRequested", "disposed",
            "account-life activates with 5", "account-life deactivates: ShuttingDown", "disposed"]);
    }

    [Fact]
    public async Task A_failed_activation_fails_its_calls_and_the_next_call_tries_again()
    {
        await using var host = await DialectHost.StartAsync();
        var fragile = host.Grain<IFragileGrain>("fragile-ill");

        (await Should.ThrowAsync<NotSupportedException>(() => fragile.Ping())).Message.ShouldBe("ill");
        host.Signals.Set("healthy");

        (await fragile.Ping()).ShouldBe("pong");
    }

    [Fact]
    public async Task Idle_grains_are_collected_and_those_that_asked_for_more_time_are_not()
    {
        await using var host = await DialectHost.StartAsync(configure: options => options.CollectionAge = TimeSpan.FromSeconds(4));
        var kept = host.Grain<ICounterGrain>("counter-kept");
        var number = await kept.ActivationNumber();
        await kept.Keep(TimeSpan.FromHours(1));
        await host.Grain<ICounterGrain>("counter-idle").Add(1);

        await host.Signals.Wait("deactivated counter-idle");

        host.Signals.Log.ShouldContain("deactivate counter-idle ActivationIdle");
        (await kept.ActivationNumber()).ShouldBe(number);
        (await host.Grain<ICounterGrain>("counter-idle").Add(0)).ShouldBe(0);
    }

    [Fact]
    public async Task Calls_that_wait_when_a_grain_leaves_go_to_its_next_activation()
    {
        await using var host = await DialectHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-leave");
        var before = await counter.ActivationNumber();
        var blocker = counter.WaitFor("go", CancellationToken.None);
        await host.Signals.Wait("inside go");
        var leaving = counter.Leave();
        var late = new[] { counter.ActivationNumber(), counter.ActivationNumber() };

        host.Signals.Set("go");

        await Task.WhenAll(blocker, leaving);
        await Task.WhenAll(late);
        (await counter.ActivationNumber()).ShouldNotBe(before);
    }
}
