using Factory.Domain.States;
using Factory.Storage.Indexing;
using Factory.Storage.Tests.Support;

namespace Factory.Storage.Tests;

public sealed class StorageOptionsValidatorTests
{
    private static readonly (Action<StorageOptions> Make, string Key)[] Mistakes =
    [
        (o => o.DatabasePath = "", "DatabasePath"),
        (o => o.DatabasePath = "data/factory.db", "DatabasePath"),
        (o => o.QueueCapacity = 0, "QueueCapacity"),
        (o => o.MaxBatchSize = 0, "MaxBatchSize"),
        (o => o.MaxReaders = 0, "MaxReaders"),
        (o => o.MaxReaders = 65, "MaxReaders"),
        (o => o.BusyTimeout = TimeSpan.FromMilliseconds(999), "BusyTimeout"),
        (o => o.BusyTimeout = TimeSpan.FromMinutes(10.1), "BusyTimeout"),
        (o => o.OutboxParallelism = 0, "OutboxParallelism"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() => Failures(_ => { }).ShouldBeEmpty();

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var failure = Failures(make).ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain(" must be ");
        }
    }

    [Fact]
    public void Register_NameTwice_IsAcceptedForTheSameTypeOnly()
    {
        var registry = new StateRegistry()
            .Register<DurableState<Counter>>(Counter.StateName)
            .Register<DurableState<Counter>>(Counter.StateName);

        registry.Names.ShouldBe([Counter.StateName]);
        Should.Throw<ArgumentException>(() => registry.Register<IDurableState>(Counter.StateName))
            .Message.ShouldContain("state names are unique");
        Should.Throw<ArgumentException>(() => registry.Register<DurableState<Counter>>(""));
    }

    private static IReadOnlyList<string> Failures(Action<StorageOptions> make)
    {
        var options = new StorageOptions { DatabasePath = "/data/factory.db" };
        make(options);
        return [.. new StorageOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
