using Factory.Agents.Runners;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Silo.Runners;
using Factory.Silo.Tests.Support;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Runners;

public sealed class RunnerInventoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("factory-inventory-").FullName;

    private FactoryPaths Paths => new(Path.Combine(_root, "data"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task ListAsync_Runners_SaysWhereTheyAreAndWhoseWorkTheyDo()
    {
        ProgramFile.Write(Path.Combine(_root, "data/runners/b/node_modules/.bin/b"), "");
        ProgramFile.Write(Path.Combine(_root, "bin/a"), "");

        var found = await ListAsync(["a", "b", "c"], _ => "tool 1.2.3", ("rex", ["c", "b", "a"]), ("law", ["a"]), ("dot", []));

        found.Select(r => (r.Name, r.Source, Agents: string.Join(",", r.Agents), UsedBy: string.Join(",", r.UsedBy)))
            .ShouldBe(
            [
                ("a", RunnerSource.Path, "rex,law", "law"),
                ("b", RunnerSource.Installed, "rex", "rex"),
                ("c", RunnerSource.Missing, "rex", ""),
            ]);
        found.Select(runner => runner.Bytes > 0).ShouldBe([false, true, false]);
        found.Select(runner => runner.Version).ShouldBe(["tool 1.2.3", "tool 1.2.3", null]);
    }

    [Theory]
    [InlineData("tool 1.2.3", true)]
    [InlineData("v1.2.3", true)]
    [InlineData("1.2.3 (Tool)", true)]
    [InlineData("1.2.30", false)]
    [InlineData("tool 0.9", false)]
    [InlineData(null, true)]
    public async Task ListAsync_Version_IsComparedWithTheTestedOne(string? version, bool isTested)
    {
        ProgramFile.Write(Path.Combine(_root, "bin/a"), "");

        (await ListAsync(["a"], _ => version)).ShouldHaveSingleItem().IsTestedVersion.ShouldBe(isTested);
    }

    private async Task<IReadOnlyList<RunnerStatus>> ListAsync(
        string[] runners,
        Func<string, string?> version,
        params (string Name, string[] Runners)[] agents)
    {
        var config = Given.Config(agents: [.. agents.Select(a => Given.Agent(a.Name) with { Name = a.Name, Runners = a.Runners })]) with
        {
            Runners = [.. runners.Select(name => new RunnerDefinition(
                name,
                name,
                RunnerOutput.Text,
                [],
                [],
                new Dictionary<string, string>(),
                new Dictionary<string, string>(),
                $"@acme/{name}@1.2.3"))],
        };
        var programs = new RunnerPrograms(Paths, Path.Combine(_root, "bin"), "/home/nobody");
        return await new RunnerInventory(Paths, programs, (program, _) => Task.FromResult(version(program))).ListAsync(config, default);
    }
}
