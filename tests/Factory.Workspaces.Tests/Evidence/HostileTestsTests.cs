using Factory.Contracts.Errors;
using Factory.Contracts.Evidence;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Configuration;
using Factory.Domain.Evidence;
using Factory.Sandbox;
using Factory.Sandbox.Tests;

namespace Factory.Workspaces.Tests.Evidence;

/// <summary>Builds and tests of a product that attack the factory.</summary>
public sealed class HostileTestsTests : IDisposable
{
    private const string Page = "name: Shop\nserve:\n  static: public\n";
    private const string Green = "echo '1 passed, 0 failed'";

    private readonly WorkspaceFixture _workspaces = new(options => options.MaxDiskBytes = 64 * 1024 * 1024);

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task Collect_TestsThatWriteToTheBuild_DoNotChangeWhatIsServed()
    {
        var (product, commit) = await CommitAsync(
            $"{Page}build: mkdir -p public; echo good > public/index.html\ntest: echo evil > public/index.html; echo more > " +
            $"public/new.html; chmod 000 public; {Green}\n");

        (await CollectAsync(product, commit)).Passed().ShouldBeTrue();

        var build = await _workspaces.Get<IProductBuilds>().GetAsync(product, commit, default);
        File.ReadAllText(Path.Combine(build.Folder, "public/index.html")).ShouldBe("good\n");
        Directory.GetFileSystemEntries(build.Folder, "*", SearchOption.AllDirectories)
            .ShouldNotContain(f => f.EndsWith("new.html", StringComparison.Ordinal));
        Directory.GetFileSystemEntries(Path.GetDirectoryName(build.Folder)!)
            .Select(Path.GetFileName)
            .ShouldBe([build.Tree, build.Tree + ".json"], ignoreOrder: true);
    }

    /// <summary>One line of a script writes a report of any number of tests.</summary>
    [Theory]
    [InlineData("echo '<testsuite><testcase/><testcase/></testsuite>' > junit.xml", "junit.xml")]
    [InlineData("printf 'TAP version 13\\n1..2\\nok 1\\nok 2\\n'", "its output in TAP")]
    public async Task Collect_ReportOfTheProductsOwnScript_IsARemark(string script, string source)
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(
            product, null, ("product.yaml", $"{Page}build: mkdir public\ntest: sh check.sh\n"), ("check.sh", script));

        var evidence = await CollectAsync(product, commit);

        // Control: the report is believed as far as its numbers go.
        evidence.Commands[^1].TestsPassed.ShouldBe(2);
        evidence.Remarks.ShouldNotBeNull().ShouldHaveSingleItem()
            .ShouldStartWith($"That 2 tests passed is only what the product's own 'sh check.sh' reports ({source})");
    }

    [Theory]
    [InlineData("10T")]
    [InlineData("100M")]
    public async Task Collect_BuildLeavesAnEnormousSparseFile_IsAProblemAtOnce(string size)
    {
        var (product, commit) = await CommitAsync($"{Page}build: mkdir public; truncate -s {size} big\ntest: {Green}\n");

        (await CollectAsync(product, commit)).Problems.ShouldHaveSingleItem().ShouldStartWith("The build left files of ");
    }

    [Fact]
    public async Task Collect_BuildLeavesASparseFileWithinTheLimit_IsCopiedWithItsHole()
    {
        var (product, commit) = await CommitAsync(
            $"{Page}build: mkdir public; truncate -s 60M big\ntest: \"[ $(du -k big | cut -f1) -lt 1000 ] && {Green}\"\n");

        (await CollectAsync(product, commit)).Passed().ShouldBeTrue();
    }

    [BubblewrapFact]
    public async Task Collect_Tests_FindTheirCopyAtThePathOfTheBuild()
    {
        var (product, commit) = await CommitAsync($"{Page}build: mkdir public; pwd > where\ntest: test \"$(cat where)\" = \"$(pwd)\" && " +
            $"test \"$PWD\" = \"$(cat where)\" && {Green}\n");

        (await CollectAsync(product, commit)).Passed().ShouldBeTrue();
    }

    [Fact]
    public async Task Get_BuildModifiedByOthers_IsRepeated()
    {
        var (product, commit) = await CommitAsync($"{Page}build: mkdir public; echo good > public/index.html\ntest: {Green}\n");
        var builds = _workspaces.Get<IProductBuilds>();
        var page = Path.Combine((await builds.GetAsync(product, commit, default)).Folder, "public/index.html");
        File.WriteAllText(page, "evil");

        await builds.GetAsync(product, commit, default);

        File.ReadAllText(page).ShouldBe("good\n");
    }

    [Fact]
    public async Task CreateRunCopy_ProgramThatWrites_DoesNotChangeItsBuild()
    {
        var (product, commit) = await CommitAsync($"name: App\ntest: test ! -e written && {Green}\nserve:\n  command: ./serve\n");
        var builds = _workspaces.Get<IProductBuilds>();
        var build = await builds.GetAsync(product, commit, default);

        var folder = await builds.CreateRunCopyAsync(build, default);
        File.WriteAllText(Path.Combine(folder, "written"), "by the program");

        (await CollectAsync(product, commit)).Passed().ShouldBeTrue();
        (await builds.CreateRunCopyAsync(build, default)).ShouldBe(folder);
        File.Exists(Path.Combine(folder, "written")).ShouldBeTrue("a restarted program finds what it wrote");
    }

    [Theory]
    [InlineData("ln -s / public", "serve.static: 'public' is a link")]
    [InlineData("mkdir deep; ln -s deep public", "serve.static: 'public' is a link")]
    [InlineData("mkdir public; touch \"$(printf 'caf\\351')\"", "not valid UTF-8")]
    public async Task Collect_BuildThatLeavesUnservableFiles_IsAProblemAndNotDeployed(string command, string problem)
    {
        var (product, commit) = await CommitAsync($"{Page}build: {command}\ntest: {Green}\n");

        (await CollectAsync(product, commit)).Problems.ShouldHaveSingleItem().ShouldContain(problem);

        var error = await Should.ThrowAsync<FactoryException>(() => _workspaces.Get<IProductBuilds>().GetAsync(product, commit, default));
        error.Code.ShouldBe(ErrorCodes.DeployFailed);
        error.Message.ShouldContain(problem);
    }

    [Fact]
    public async Task Collect_BuildNestedDeeperThanTheLongestPath_IsAProblemAndDeleted()
    {
        var (product, commit) = await CommitAsync(
            $"{Page}build: mkdir public; n=$(printf '%0200d' 0); for i in $(seq 30); do mkdir $n; cd $n; done; touch end\ntest: {Green}\n");

        (await CollectAsync(product, commit)).Problems.ShouldHaveSingleItem().ShouldContain("a nesting that is too deep");
        (await CollectAsync(product, commit)).Problems.ShouldHaveSingleItem("it is deleted and built again");
        var data = Path.Combine(_workspaces.Root, "data", "products", product.Name, "builds");
        UntrustedDirectory.Delete(data);
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task Collect_TestThatPrintsWithoutEnd_StatesHowMuchWasDropped()
    {
        var (product, commit) = await CommitAsync($"{Page}build: mkdir public\ntest: yes | head -c 300000000; {Green}\n");

        var evidence = await CollectAsync(product, commit);

        evidence.Passed().ShouldBeTrue();
        evidence.Commands[^1].OutputTail.ShouldStartWith("… 299,7");
        evidence.Commands[^1].OutputTail.ShouldContain("bytes of output were dropped");
        evidence.Commands[^1].OutputTail.Length.ShouldBeLessThan(9_000);
    }

    [Fact]
    public async Task Collect_TestThatFillsTheDisk_NamesTheLimit()
    {
        var (product, commit) = await CommitAsync($"{Page}build: mkdir public\ntest: while true; do head -c 8000000 /dev/urandom >> " +
            "public/big; done\n");

        var stopped = await CollectAsync(product, commit);

        stopped.Problems.ShouldHaveSingleItem()
            .ShouldMatch("^The test was killed by the disk space limit: [0-9]+ MiB in its folders, 64 MiB are allowed\\.$");
        stopped.Commands[^1].ExitCode.ShouldBe(-1);
    }

    [Fact]
    public async Task Collect_BuildThatFillsTheDisk_IsAProblemAndLeavesNothing()
    {
        var (product, commit) = await CommitAsync(
            $"{Page}build: while true; do head -c 8000000 /dev/urandom >> big; done\ntest: {Green}\n");

        (await CollectAsync(product, commit)).Problems.ShouldHaveSingleItem()
            .ShouldStartWith("The build was killed by the disk space limit: ");

        Directory.GetDirectories(_workspaces.Get<FactoryPaths>().Builds(product.Name)).ShouldBeEmpty();
    }

    /// <summary>The limit is the factory's protection of itself; the builder has no part in it.</summary>
    [Theory]
    [InlineData("build: for i in $(seq 100); do head -c 1000000 /dev/urandom >> big; sleep 0.2; done\ntest: " + Green)]
    [InlineData("test: for i in $(seq 100); do head -c 1000000 /dev/urandom >> big; sleep 0.2; done")]
    public async Task Collect_KilledBecauseOthersFilledTheDisk_IsNoEvidenceAgainstTheChange(string commands)
    {
        using var workspaces = new WorkspaceFixture(options =>
        {
            options.MinFreeDiskBytes = long.MaxValue;
            options.MaxDiskBytes = 64 * 1024 * 1024;
        });
        var product = await workspaces.NewProductAsync();
        var commit = await workspaces.CommitAsync(product, null, ("product.yaml", "name: Shop\nserve:\n  static: .\n" + commands + "\n"));

        var error = await Should.ThrowAsync<FactoryException>(() => workspaces.Get<IEvidenceCollector>()
            .CollectAsync(product, commit, null, static _ => Task.CompletedTask, default));

        error.Code.ShouldBe(ErrorCodes.DiskFull);
    }

    private async Task<(ProductRef Product, string Commit)> CommitAsync(string manifest)
    {
        var product = await _workspaces.NewProductAsync();
        return (product, await _workspaces.CommitAsync(product, null, ("product.yaml", manifest)));
    }

    private Task<EvidenceReport> CollectAsync(ProductRef product, string commit) =>
        _workspaces.Get<IEvidenceCollector>().CollectAsync(product, commit, null, static _ => Task.CompletedTask, default);
}
