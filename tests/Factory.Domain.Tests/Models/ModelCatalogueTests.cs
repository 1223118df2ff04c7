using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Models;

public class ModelCatalogueTests
{
    [Theory]
    [InlineData("lab/small", true)]
    [InlineData("lab/other", false)]
    [InlineData("elsewhere/small", false)]
    public void Find_ProviderAndName_BothMustMatch(string model, bool found) =>
        (new ModelCatalogue([Given.Provider()]).Find(ModelRef.Parse(model)) is not null).ShouldBe(found);
}
