namespace Factory.Dialect.Tests.Grains;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> Double(int number);

    Task Nothing();

    Task<int> AskOther(string key, int number);
}
