using System.Diagnostics.Metrics;
using Factory.Engine.Hosting;
using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task Stopping_lets_running_calls_end_and_refuses_new_ones()
    {
        var host = await EngineHost.StartAsync();
        var counter = host.Grain<ICounterGrain>("counter-a");
        var running = counter.WaitFor("go", CancellationToken.None);
        await host.Signals.Wait("inside go");

        var stop = host.Engine.StopAsync();
        (await Should.ThrowAsync<OrleansException>(() => counter.Add(1))).Message.ShouldContain("not running");
        stop.IsCompleted.ShouldBeFalse();
        host.Signals.Set("go");

        await running;
        await stop;
        host.Signals.Log.ShouldContain("deactivate counter-a ShuttingDown");
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_ever()
    {
        var host = await EngineHost.StartAsync();
        _ = host.Grain<ICounterGrain>("counter-a").WaitFor("never", CancellationToken.None);
        await host.Signals.Wait("inside never");

        var stop = host.Engine.StopAsync();
        host.Time.Advance(TimeSpan.FromSeconds(31));

        await stop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_stopped_engine_starts_again()
    {
        await using var host = await EngineHost.StartAsync();
        await host.Grain<ICounterGrain>("counter-a").Add(1);
        await host.Engine.StopAsync();
        await host.Engine.StartAsync();

        (await host.Grain<ICounterGrain>("counter-a").Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task The_generic_host_starts_and_stops_the_engine()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<Signals>();
        builder.Services.AddEmbeddedEngine(options => options.GrainAssemblies.Add(typeof(HostingTests).Assembly));
        builder.Services.AddEmbeddedEngine(options => options.StreamProviders.Add("more"));
        using var host = builder.Build();
        await host.StartAsync();

        (await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("counter-a").Add(1)).ShouldBe(1);
        host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("more").Name.ShouldBe("more");
        host.Services.GetServices<IHostedService>().Count(service => service.GetType().Name == "EngineService").ShouldBe(1);

        await host.StopAsync();
        host.Services.GetRequiredService<Signals>().Log.ShouldContain("deactivate counter-a ShuttingDown");
    }

    [Fact]
    public async Task Unusable_options_are_refused_with_all_reasons()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => EngineHost.StartAsync(configure: options =>
        {
            options.CollectionAge = TimeSpan.Zero;
            options.MinimumReminderPeriod = TimeSpan.FromSeconds(1);
        }));

        failure.Message.ShouldContain(nameof(EngineOptions.CollectionAge));
        failure.Message.ShouldContain(nameof(EngineOptions.MinimumReminderPeriod));
    }

    [Fact]
    public async Task Without_named_assemblies_the_loaded_ones_are_searched()
    {
        await using var host = await EngineHost.StartAsync(configure: options => options.GrainAssemblies.Clear());

        (await host.Grain<ICounterGrain>("counter-a").Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task Calls_and_failures_are_counted()
    {
        long calls = 0, failures = 0;
        await using var host = await EngineHost.StartAsync();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == "Factory.Engine")
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            Interlocked.Add(ref instrument.Name == "grain.calls" ? ref calls : ref failures, instrument.Name == "grain.activations" ? 0 : value);
        });
        listener.Start();

        await host.Grain<ICounterGrain>("counter-a").Add(1);
        await Should.ThrowAsync<NotSupportedException>(() => host.Grain<ICounterGrain>("counter-a").Fail("no"));

        calls.ShouldBeGreaterThanOrEqualTo(2);
        failures.ShouldBeGreaterThanOrEqualTo(1);
    }
}
