using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Json;

namespace Factory.Domain.Tests.Artifacts;

public class ArtifactJsonTests
{
    public static TheoryData<ArtifactKind> Kinds => [.. Enum.GetValues<ArtifactKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Serialize_Artifact_RoundTripsWithItsKind(ArtifactKind kind)
    {
        var artifact = Submissions.Check(kind, Submissions.Good(kind).ToJsonString()).Artifact!;

        var json = JsonSerializer.Serialize(artifact, FactoryJson.Options);

        json.ShouldContain("\"kind\":");
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Artifact>(json, FactoryJson.Options), FactoryJson.Options).ShouldBe(json);
    }
}
