using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Factory.Grains.Tests.Cluster;

/// <summary>Orleans keeps only what carries a number: a member without <c>[Id]</c> would arrive empty and nothing would say so.</summary>
public sealed class ContractSerializationTests
{
    public static TheoryData<string> Types => [.. ContractSamples.All.Select(sample => sample.GetType().ToString())];

    [Fact]
    public void The_types_are_found() => ContractSamples.All.Count.ShouldBeGreaterThan(50);

    [Theory, MemberData(nameof(Types))]
    public void A_contract_type_survives_the_serializer(string name)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sample = ContractSamples.All.Single(one => one.GetType().ToString() == name);

        var back = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sample));

        ContractSamples.Text(back!).ShouldBe(ContractSamples.Text(sample));
    }
}
