using Factory.Client;
using Factory.Contracts.Approvals;
using Factory.Contracts.Ledger;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Silo.Access;
using Factory.Silo.Hosting;
using Factory.TestKit.Golden;
using Microsoft.Data.Sqlite;

namespace Factory.Silo.Tests.Golden;

/// <summary>
/// A whole silo starts on the data folder that an earlier version left when it was killed, and shows what is in it.
/// </summary>
public sealed class GoldenFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-golden-");

    public static TheoryData<string> Versions => [.. GoldenData.Versions];

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task StartAsync_FinishedRun_IsShownWithItsHistory(string version)
    {
        await using var silo = await StartAsync(version);
        using var client = new FactoryClient(silo.Url, silo.Token);

        var listed = (await client.ListRunsAsync(RunStatus.Succeeded)).Items.ShouldHaveSingleItem();

        var run = await client.GetRunAsync(listed.Id);
        run.Stages.ShouldAllBe(s => s.Status == StageStatus.Done);
        run.Product.Repository.ShouldStartWith(Data);
        run.Evidence!.Passed().ShouldBeTrue();
        (await client.GetEventsAsync(run: run.Id, limit: 1000)).Items.Count.ShouldBeGreaterThan(100);
        var build = await client.GetTaskAsync(run.Stages.Single(s => s.Name == "build").Task!.Value);
        build.Attempts.Select(a => a.Verdict).ShouldBe([AttemptVerdict.Rejected, AttemptVerdict.Rejected, AttemptVerdict.Accepted]);
        foreach (var attempt in (await client.ListTasksAsync(run.Id)).Items.SelectMany(t => t.Attempts))
        {
            (await client.GetAttemptAsync(attempt.Id)).Status.ShouldBe(attempt.Status);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task StartAsync_PausedFolder_LeavesTheWaitingRunWaiting(string version)
    {
        await using var silo = await StartAsync(version);
        using var client = new FactoryClient(silo.Url, silo.Token);

        var run = (await client.ListRunsAsync(RunStatus.Running)).Items.ShouldHaveSingleItem();

        (await client.GetKevAsync()).Paused.ShouldBeTrue();
        (await client.ListTasksAsync(run.Id)).Items.ShouldHaveSingleItem().Stage.ShouldBe(TaskStage.Ready);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task StartAsync_FilesBesideTheDatabase_AreRead(string version)
    {
        await using var silo = await StartAsync(version);
        using var client = new FactoryClient(silo.Url, silo.Token);

        silo.Token.ShouldBe((await File.ReadAllTextAsync(Path.Combine(Data, "token"))).Trim());
        new SignInFile(silo.Paths.SignInFile).Load(new AccessToken(silo.Token)).ShouldHaveSingleItem().UserAgent.ShouldBe("Golden/1.0");
        var lost = (await client.ListTasksAsync(limit: 100)).Items.SelectMany(t => t.Attempts)
            .Single(a => a.Status == Contracts.Attempts.AttemptStatus.Lost);
        (await client.GetTranscriptAsync(lost.Id)).Entries.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task StartAsync_KeysApprovalsAndAgents_AreListed(string version)
    {
        await using var silo = await StartAsync(version);
        using var client = new FactoryClient(silo.Url, silo.Token);

        (await client.ListKeysAsync()).Select(k => (k.Name, k.Status))
            .ShouldBe([("old", Contracts.Keys.KeyStatus.Revoked), ("laptop", Contracts.Keys.KeyStatus.Active)], ignoreOrder: true);
        (await client.ListApprovalsAsync()).Items.ShouldHaveSingleItem().Status.ShouldBe(ApprovalStatus.Approved);
        (await client.ListAgentsAsync()).Single(a => a.Id.Value == "agent-rex").Succeeded.ShouldBe(3);
        (await client.ListProvidersAsync()).Single(p => p.Name == "openai").Calls.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task StartAsync_LeaseThatACrashLeftOpen_IsBookedAsUnaccounted(string version)
    {
        await using var silo = await StartAsync(version);
        using var client = new FactoryClient(silo.Url, silo.Token);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));

        while ((await client.GetSpendAsync(SpendBy.Principal)).Lines.Single(l =>
            l.Name == "key-laptop").Unaccounted == Contracts.Metering.Usd.Zero)
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }

        var budget = await client.GetBudgetAsync("key-laptop");
        budget.Reserved.ShouldBe(Contracts.Metering.Usd.Zero);
        budget.Spent.ShouldBe((await client.GetSpendAsync(SpendBy.Principal)).Lines.Single(l => l.Name == "key-laptop").Cost);
    }

    private async Task<SiloHost> StartAsync(string version)
    {
        await GoldenData.RestoreAsync(version, Data, path => new SqliteConnection($"Data Source={path};Pooling=False"));
        return await SiloHost.StartAsync(new SiloOptions
        {
            DataFolder = Data,
            ConfigFolder = Path.Combine(AppContext.BaseDirectory, "silo-config")
        });
    }
}
