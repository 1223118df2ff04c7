namespace Factory.Engine.Tests.Grains;

public interface ISubscriberGrain : IGrainWithStringKey
{
    Task Subscribe(string ns, string key);

    Task Unsubscribe(string ns, string key);

    Task<int> Subscriptions(string ns, string key);

    Task Publish(string ns, string key, string item);

    Task PublishMany(string ns, string key, string[] items);
}
