using Factory.Contracts.Errors;
using Factory.Domain.Events;
using Factory.Domain.Idempotency;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.Storage.Indexing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Factory.Storage.Tests;

public sealed class StorageServiceCollectionExtensionsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingPublisher _publisher = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddFactoryStorage_Host_ProvidesEveryPort()
    {
        using var host = Build(_folder.Database);
        await host.StartAsync();
        var grains = host.Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Factory);
        grains.ShouldBeSameAs(host.Services.GetRequiredService<IGrainStorage>());
        var state = new GrainState<DurableState<Counter>>(new DurableState<Counter>());
        state.State!.Increment("counter-1");
        await grains.WriteStateAsync(Counter.StateName, TestStore.Grain("counter-1"), state);
        (await _publisher.NextAsync()).Subject.ShouldBe("counter-1");
        (await host.Services.GetRequiredService<IEventLog>().GetLastSeqAsync(default)).ShouldBe(1);
        (await host.Services.GetRequiredService<IStateIndex>().FindAsync("counter", "counter-1", default)).ShouldNotBeNull();
        host.Services.GetRequiredService<IStateScanner>().ShouldNotBeNull();
        host.Services.GetRequiredService<IIdempotencyStore>().ShouldNotBeNull();
        (await host.Services.GetRequiredService<IndexMaintenance>().VerifyIndexAsync()).ShouldBeEmpty();
        await host.StopAsync();

        // Grains that are deactivated by the stop still write.
        state.State!.Increment("counter-1");
        await grains.WriteStateAsync(Counter.StateName, TestStore.Grain("counter-1"), state);
    }

    [Fact]
    public async Task AddFactoryStorage_UnusableDatabase_FailsTheStart()
    {
        File.WriteAllText(_folder.Database, "no database");
        using var host = Build(_folder.Database);
        (await Should.ThrowAsync<FactoryException>(host.StartAsync())).Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Fact]
    public async Task AddFactoryStorage_InvalidOptions_NamesAllErrors()
    {
        using var host = Build("factory.db", o => o.MaxReaders = 0);
        var error = await Should.ThrowAsync<OptionsValidationException>(host.StartAsync());
        error.Failures.Count().ShouldBe(2);
    }

    private IHost Build(string path, Action<StorageOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IOutboxPublisher>(_publisher);
        builder.Services.AddFactoryStorage(options =>
        {
            options.DatabasePath = path;
            options.States.Register<DurableState<Counter>>(Counter.StateName);
            configure?.Invoke(options);
        });
        builder.Services.AddFactoryOutbox();
        return builder.Build();
    }
}
