using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Factory.Grains.Tests.Cluster;

/// <summary>
/// Orleans serializes only members with <c>[Id]</c>: one without it would arrive empty, without an error.
/// </summary>
public sealed class ContractSerializationTests
{
    public static TheoryData<string> Types => [.. ContractSamples.All.Select(sample => sample.GetType().ToString())];

    [Fact]
    public void All_ContractTypes_AreFound() => ContractSamples.All.Count.ShouldBeGreaterThan(50);

    [Theory, MemberData(nameof(Types))]
    public void Serialize_ContractType_RoundTrips(string name)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sample = ContractSamples.All.Single(one => one.GetType().ToString() == name);

        var back = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sample));

        ContractSamples.Text(back!).ShouldBe(ContractSamples.Text(sample));
    }
}
