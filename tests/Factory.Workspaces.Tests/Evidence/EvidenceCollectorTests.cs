using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;
using Factory.Domain.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

public sealed class EvidenceCollectorTests : IDisposable
{
    private const string Serve = "name: Shop\nserve:\n  static: .\n";

    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task Collect_GoodChange_PassesAndIsBuiltOnce()
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(
            product,
            null,
            ("product.yaml", Serve + "build: echo x >> built\ntest: cat built; echo '2 passed, 0 failed'\n"));
        var lines = new List<string>();

        var report = await CollectAsync(product, commit, lines);
        var again = await CollectAsync(product, commit, []);

        report.Problems.ShouldBeEmpty();
        report.Passed().ShouldBeTrue();
        report.Commands.Select(c => (c.Id, c.Name, c.ExitCode, c.TestsPassed)).ShouldBe([("e1", "build", 0, null), ("e2", "test", 0, 2)]);
        lines.ShouldBe(["running build: echo x >> built", "running test: cat built; echo '2 passed, 0 failed'"]);
        again.Commands[1].OutputTail.ShouldBe("x\n2 passed, 0 failed\n");

        var build = await _workspaces.Get<IProductBuilds>().GetAsync(product, commit, WorkspaceFixture.Never);
        File.ReadAllText(Path.Combine(build.Folder, "built")).ShouldBe("x\n");
        build.Manifest.Name.ShouldBe("Shop");
    }

    [Theory]
    [InlineData("", "no test command")]
    [InlineData("test: 'true'\n", "No tests ran")]
    [InlineData("test: echo 0 passed, 0 failed\n", "No tests ran")]
    [InlineData("test: echo 3 passed, 1 failed\n", "1 tests failed although")]
    [InlineData("test: echo 1 passed, 0 failed\nunknown: 1\n", "unknown")]
    public async Task Collect_BrokenRule_IsAProblem(string yaml, string expected)
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(product, null, ("product.yaml", Serve + yaml));

        var report = await CollectAsync(product, commit, []);

        report.Passed().ShouldBeFalse();
        report.Problems.ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public async Task Collect_ReportOfTheRunner_OutweighsWhatIsPrinted()
    {
        const string Report = "printf '<testsuite><testcase/><testcase><failure/></testcase></testsuite>' > r.xml; ";
        var product = await _workspaces.NewProductAsync();
        var lying = await _workspaces.CommitAsync(product, null, ("product.yaml", Serve + $"test: \"{Report}echo 9 passed, 0 failed\"\n"));
        var printing = await _workspaces.CommitAsync(product, null, ("product.yaml", Serve + "test: echo 9 passed, 0 failed\n"));

        var report = await CollectAsync(product, lying, []);
        var control = await CollectAsync(product, printing, []);

        report.Problems.ShouldHaveSingleItem().ShouldContain("1 tests failed although");
        var test = report.Commands.Single(c => c.Name == "test");
        (test.TestsPassed, test.TestsFailed, test.TestReport).ShouldBe((1, 1, "r.xml"));
        report.Remarks.ShouldHaveSingleItem().ShouldContain("printed 9 passed, 0 failed, but its report (r.xml) has 1 passed, 1 failed");

        // Control: without the report the same line is believed, and the remark says so.
        control.Problems.ShouldBeEmpty();
        control.Remarks.ShouldHaveSingleItem().ShouldStartWith("That 9 tests passed is only what 'echo 9 passed, 0 failed' printed");
    }

    [Fact]
    public async Task Collect_FailingBuild_StopsThereAndCannotBeDeployed()
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(
            product,
            null,
            ("product.yaml", Serve + "build: echo broken; exit 7\ntest: echo 1 passed, 0 failed\n"));

        var report = await CollectAsync(product, commit, []);

        report.Commands.ShouldHaveSingleItem().ExitCode.ShouldBe(7);
        report.Passed().ShouldBeFalse();
        var error = await Should.ThrowAsync<FactoryException>(() =>
            _workspaces.Get<IProductBuilds>().GetAsync(product, commit, WorkspaceFixture.Never));
        error.Code.ShouldBe(ErrorCodes.DeployFailed);
        error.Message.ShouldContain("broken");
    }

    [Fact]
    public async Task Collect_RemovedTests_IsAProblem()
    {
        var product = await _workspaces.NewProductAsync();
        var first = await _workspaces.CommitAsync(
            product,
            null,
            ("product.yaml", Serve + "test: echo 1 passed, 0 failed\n"),
            ("tests/a.test.js", "x"));
        await _workspaces.Repositories.MergeAsync(product, first, "Merge", WorkspaceFixture.Never);
        var copy = await _workspaces.Copies.OpenAsync(
            _workspaces.Ids.New<Factory.Contracts.Ids.AttemptId>(),
            product,
            null,
            WorkspaceFixture.Never);
        File.Delete(Path.Combine(copy.Folder, "tests/a.test.js"));
        var change = (await _workspaces.Copies.CommitAsync(copy, "Remove", _workspaces.Trailers(copy), WorkspaceFixture.Never))!;

        var report = await _workspaces.Get<IEvidenceCollector>()
            .CollectAsync(product, change.Commit!, change.BaseCommit, _ => Task.CompletedTask, WorkspaceFixture.Never);

        report.Problems.ShouldHaveSingleItem().ShouldContain("removes tests");
    }

    [Fact]
    public async Task Collect_TestsRemovedInAnEarlierRound_IsAProblemInTheNextToo()
    {
        var product = await _workspaces.NewProductAsync();
        var merged = await _workspaces.CommitAsync(
            product, null, ("product.yaml", Serve + "test: echo 1 passed, 0 failed\n"), ("tests/a.test.js", "x"));
        await _workspaces.Repositories.MergeAsync(product, merged, "Merge", WorkspaceFixture.Never);
        async Task<Factory.Contracts.Artifacts.ChangeSet> RoundAsync(string? start, Action<string> change)
        {
            var copy = await _workspaces.Copies.OpenAsync(
                _workspaces.Ids.New<Factory.Contracts.Ids.AttemptId>(), product, start, WorkspaceFixture.Never);
            change(copy.Folder);
            return (await _workspaces.Copies.CommitAsync(copy, "Round", _workspaces.Trailers(copy), WorkspaceFixture.Never))!;
        }

        var first = await RoundAsync(null, folder => File.Delete(Path.Combine(folder, "tests/a.test.js")));
        var second = await RoundAsync(first.Commit, folder => File.WriteAllText(Path.Combine(folder, "b.txt"), "two"));

        var report = await _workspaces.Get<IEvidenceCollector>()
            .CollectAsync(product, second.Commit!, second.BaseCommit, _ => Task.CompletedTask, WorkspaceFixture.Never);

        report.Problems.ShouldHaveSingleItem().ShouldContain("removes tests");
    }

    [Fact]
    public async Task Collect_WithoutSandbox_RunsTrustedModelsCommandsOnly()
    {
        using var plain = new WorkspaceFixture(options => options.UseBubblewrap = false);
        var product = await plain.NewProductAsync();
        var trusted = await plain.CommitAsync(
            product,
            WorkspaceFixture.TrustedModel,
            ("product.yaml", Serve + "test: echo 1 passed, 0 failed\n"));
        var strange = await plain.CommitAsync(
            product,
            WorkspaceFixture.StrangeModel,
            ("product.yaml", Serve + "test: echo 2 passed, 0 failed\n"));
        var evidence = plain.Get<IEvidenceCollector>();

        (await evidence.CollectAsync(product, trusted, null, _ => Task.CompletedTask, WorkspaceFixture.Never)).Passed().ShouldBeTrue();
        var error = await Should.ThrowAsync<FactoryException>(() =>
            evidence.CollectAsync(product, strange, null, _ => Task.CompletedTask, WorkspaceFixture.Never));
        error.Code.ShouldBe(ErrorCodes.SandboxMissing);
        error.Hint!.ShouldContain("--unsandboxed");
    }

    private Task<Factory.Contracts.Evidence.EvidenceReport> CollectAsync(ProductRef product, string commit, List<string> lines) =>
        _workspaces.Get<IEvidenceCollector>()
            .CollectAsync(product, commit, null, line => { lines.Add(line); return Task.CompletedTask; }, WorkspaceFixture.Never);
}
