using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "data" of the dialect: what crosses a grain boundary says how Orleans would write it.</summary>
public sealed class DataRow
{
    [Fact]
    public async Task A_record_with_the_attributes_crosses_unchanged()
    {
        await using var host = await EngineHost.StartAsync();
        var parcel = new Parcel("p-1", [1, 2]);

        (await host.Grain<ICounterGrain>("counter-a").Echo(parcel)).ShouldBe(parcel);

        Attribute.IsDefined(typeof(Parcel), typeof(GenerateSerializerAttribute)).ShouldBeTrue();
        typeof(Parcel).GetProperty(nameof(Parcel.Items))!.GetCustomAttributes(typeof(IdAttribute), false).Cast<IdAttribute>().Single().Id.ShouldBe(1u);
        typeof(Parcel).GetCustomAttributes(typeof(AliasAttribute), false).Cast<AliasAttribute>().Single().Alias.ShouldBe("Parcel");
    }

    [GenerateSerializer, Immutable, Alias("Parcel")]
    private sealed record Parcel([property: Id(0)] string Name, [property: Id(1)] IReadOnlyList<int> Items);
}
