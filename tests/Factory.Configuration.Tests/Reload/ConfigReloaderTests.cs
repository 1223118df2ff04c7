using Factory.Configuration.Reload;
using Factory.Configuration.Tests.Support;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Configuration.Tests.Reload;

public sealed class ConfigReloaderTests : IDisposable
{
    private readonly ConfigFiles _files = new();
    private readonly Listener _listener = new();
    private readonly ConfigMonitor _monitor;
    private readonly ConfigReloader _reloader;

    public ConfigReloaderTests()
    {
        _monitor = new ConfigMonitor(_files.Reader.Load());
        _reloader = new ConfigReloader(
            _files.Reader,
            _monitor,
            _listener,
            new NoProviders(),
            new FakeTimeProvider(),
            NullLogger<ConfigReloader>.Instance);
    }

    public void Dispose()
    {
        _reloader.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Reload_FilesAreTheSame_ChangesNothing()
    {
        var before = _monitor.Current;

        (await _reloader.ReloadAsync(default)).Value!.ChangedFiles.ShouldBeEmpty();

        (_reloader.HasPendingChanges(), _listener.Heard.Count).ShouldBe((false, 0));
        _monitor.Current.ShouldBeSameAs(before);
    }

    [Fact]
    public async Task Reload_ChangedAndNewFiles_AreInForceTogether()
    {
        _files.Write("policy.yaml", ConfigFiles.Policy + "\nbudgets: {day: 7}\n")
            .Write("agents/ann.md", ConfigFiles.Agent.Replace("name: rex", "name: ann"));
        _reloader.HasPendingChanges().ShouldBeTrue();

        var view = (await _reloader.ReloadAsync(default)).Value!;

        view.ChangedFiles.ShouldBe(["agents/ann.md", "policy.yaml"]);
        (_monitor.Current.Policy.DayBudget, _monitor.Current.Agents.Count, _reloader.HasPendingChanges()).ShouldBe((new Usd(7), 2, false));
        _listener.Heard.ShouldBe(["50.00 USD -> 7.00 USD: agents/ann.md, policy.yaml"]);
    }

    [Fact]
    public async Task Reload_SiloFileChanged_SaysThatItNeedsARestart()
    {
        _files.Write("silo.yaml", "labels: {gpu: rtx3090}\n");
        _reloader.HasPendingChanges().ShouldBeTrue();

        var view = (await _reloader.ReloadAsync(default)).Value!;

        view.ChangedFiles.ShouldBe(["silo.yaml"]);
        view.RestartRequired.ShouldBe(["silo.yaml was changed: labels and the cluster are read only at the start"]);
    }

    [Fact]
    public async Task Reload_OneFileOfTwoIsWrong_KeepsAllOfTheOldOnesAndSaysSoOnce()
    {
        var before = _monitor.Current;
        _files.Write("policy.yaml", ConfigFiles.Policy + "\nbudgets: {day: 7}\n")
            .Write("agents/rex.md", ConfigFiles.Agent.Replace("tier: cheap", "tier: chep"));

        var refused = await _reloader.ReloadAsync(default);
        await _reloader.ReloadAsync(default);

        refused.Problem!.Code.ShouldBe(ErrorCodes.ConfigInvalid);
        refused.Problem.Message.ShouldContain("has 1 error; the previous one stays in force:\n  agents/rex.md:7: 'tier' is 'chep'");
        _monitor.Current.ShouldBeSameAs(before);
        _reloader.View.Problems.ShouldHaveSingleItem();
        _listener.Heard.ShouldHaveSingleItem().ShouldStartWith("refused: agents/rex.md:7");

        _files.Write("agents/rex.md", ConfigFiles.Agent);
        (await _reloader.ReloadAsync(default)).Value!.Problems.ShouldBeEmpty();
        _monitor.Current.Policy.DayBudget.ShouldBe(new Usd(7));
    }

    [Fact]
    public async Task Reload_ActingOnItFails_IsMadeUpForByTheNext()
    {
        _files.Write("policy.yaml", ConfigFiles.Policy + "\nbudgets: {day: 7}\n");
        _listener.Failure = new TimeoutException("no answer");
        await Should.ThrowAsync<TimeoutException>(() => _reloader.ReloadAsync(default));
        _reloader.HasPendingChanges().ShouldBeTrue();

        _listener.Failure = null;
        _files.Write("agents/ann.md", ConfigFiles.Agent.Replace("name: rex", "name: ann"));
        var view = (await _reloader.ReloadAsync(default)).Value!;

        view.ChangedFiles.ShouldBe(["agents/ann.md", "policy.yaml"]);
        _listener.Heard.ShouldBe(["50.00 USD -> 7.00 USD: agents/ann.md, policy.yaml"]);
        (await _reloader.ReloadAsync(default)).Value!.ChangedFiles.ShouldBeEmpty();
        (_reloader.HasPendingChanges(), _listener.Heard.Count).ShouldBe((false, 1));
    }

    [Fact]
    public async Task Reload_ActingOnItFails_TheSameFilesAreTriedAgain()
    {
        _files.Write("policy.yaml", ConfigFiles.Policy + "\nbudgets: {day: 7}\n");
        _listener.Failure = new TimeoutException("no answer");
        await Should.ThrowAsync<TimeoutException>(() => _reloader.ReloadAsync(default));
        _listener.Failure = null;

        await _reloader.ReloadAsync(default);

        _listener.Heard.ShouldBe(["50.00 USD -> 7.00 USD: policy.yaml"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reload_SameMistakeAgainAfterGoodFiles_IsRefusedAloudAgain(bool changed)
    {
        var good = changed ? ConfigFiles.Agent.Replace("role: Builder", "role: Mason") : ConfigFiles.Agent;
        foreach (var text in new[]
        {
            ConfigFiles.Agent.Replace("tier: cheap", "tier: chep"),
            good,
            ConfigFiles.Agent.Replace("tier: cheap", "tier: chep")
        })
        {
            _files.Write("agents/rex.md", text);
            await _reloader.ReloadAsync(default);
        }

        _listener.Heard.Count(heard => heard.StartsWith("refused: agents/rex.md:7", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Reload_RefusalIsNotHeard_IsSaidAgain()
    {
        _files.Write("agents/rex.md", ConfigFiles.Agent.Replace("tier: cheap", "tier: chep"));
        _listener.Failure = new TimeoutException("no answer");
        await Should.ThrowAsync<TimeoutException>(() => _reloader.ReloadAsync(default));
        _listener.Failure = null;

        await _reloader.ReloadAsync(default);

        _listener.Heard.ShouldHaveSingleItem();
    }

    private sealed class Listener : IConfigChangeHandler
    {
        public List<string> Heard { get; } = [];

        /// <summary>Thrown instead of hearing anything; null for none.</summary>
        public Exception? Failure { get; set; }

        public Task OnAppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files) =>
            HearAsync($"{before.Policy.DayBudget} -> {now.Policy.DayBudget}: {string.Join(", ", files)}");

        public Task OnRejectedAsync(IReadOnlyList<string> problems) => HearAsync("refused: " + string.Join("; ", problems));

        private Task HearAsync(string text)
        {
            if (Failure is not null)
            {
                return Task.FromException(Failure);
            }

            Heard.Add(text);
            return Task.CompletedTask;
        }
    }

    private sealed class NoProviders : IProviderAvailability
    {
        public IReadOnlyList<ProviderAvailability> Providers => [];
    }
}
