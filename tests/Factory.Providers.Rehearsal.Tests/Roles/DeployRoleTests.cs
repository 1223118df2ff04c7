using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal.Tests.Roles;

public sealed class DeployRoleTests
{
    [Theory]
    [InlineData("name: x\nhealth: /ready", "/ready")]
    [InlineData("health: \"/ready\"", "/ready")]
    [InlineData("health: '/a?b=c'", "/a?b=c")]
    [InlineData("health:/x\nhealth: /y", "/x")]
    [InlineData("name: x", "/")]
    [InlineData("  health: /nested", "/")]
    [InlineData("health:", "/")]
    [InlineData("health: ready", "/")]
    [InlineData("health: //elsewhere.example/", "/")]
    [InlineData("health: /a b", "/")]
    [InlineData("health: /a\\b", "/")]
    [InlineData("health: /a#b", "/")]
    [InlineData("health: /a/../b", "/")]
    [InlineData("health: /grün", "/")]
    [InlineData("health: /\u0007", "/")]
    public void Next_Manifest_ProposesOnlyAValidHealthPath(string manifest, string path) => Deploy(manifest).HealthPath.ShouldBe(path);

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    public void Next_LongHealthPath_IsReplacedAboveTheLimit(int letters, bool replaced) =>
        (Deploy("health: /" + new string('a', letters)).HealthPath == "/").ShouldBe(replaced);

    [Fact]
    public void Next_ManifestCannotBeRead_ProposesTheRoot() => Deploy(null).HealthPath.ShouldBe("/");

    // The result must pass the rules of a real agent's: a rehearsal must not fail on what a product's manifest says.
    private static Deployment Deploy(string? manifest)
    {
        var read = new ToolExchange(
            ToolNames.ReadFile,
            new Dictionary<string, object?> { ["path"] = "product.yaml" },
            manifest ?? "Error: There is no such file.");
        var prompt = new RehearsalPrompt(TaskKinds.Deploy, 1, "tips", [], null, [], null);
        var response = DeployRole.Next(new ScriptContext(prompt, [read], new HashSet<string> { ToolNames.ReadFile }, "m"));
        var result = JsonSerializer.SerializeToElement(response.Calls.ShouldHaveSingleItem().Arguments["result"], FactoryJson.Options);
        var check = ArtifactRules.Validate(result, new ArtifactContext(ArtifactKind.Deployment, [], [], "local"));
        check.Errors.ShouldBeEmpty();
        return check.Artifact.ShouldBeOfType<Deployment>();
    }
}
