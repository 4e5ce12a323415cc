namespace LoyaltyPortal.Platform.Shell;
public static partial class ShellRoom {
 private static void LocalTrial(IServiceCollection services) {
  (string k,string g,string i,int o,char? l)[] xs = [("Start","","home",10,'s'),("Till","","point_of_sale",20,'t'),("Members","","group",30,'m'),("Programme","Programme","loyalty",5,null),("Earning","Programme","rule",10,'e'),("Tiers","Programme","military_tech",20,null),("Rewards","Programme","redeem",30,null),("Badges","Programme","verified",40,null),("Overview","Reports","bar_chart",10,'r'),("Nps","Reports","bar_chart",20,null),("Cohorts","Reports","bar_chart",30,null),("Campaigns","","campaign",310,'c'),("Tickets","Service","support_agent",10,null),("Imports","","upload_file",320,null),("Billing","","receipt_long",330,null),("Merchant","Settings","settings",10,null),("Staff","Settings","settings",20,null)];
  foreach (var x in xs) services.AddSingleton(new NavItem(x.k,x.g,x.i, s => x.k=="Cohorts" ? "/dev/gallery" : "/dev/gallery/"+x.k,"",x.o){Letter=x.l});
  foreach (var (k,i,o) in new[]{("Card","wallet",1),("History","history",2),("Rewards","redeem",3),("Challenges","trophy",4),("More","more_horiz",5)}) services.AddSingleton(new WalletTab(k,i,s=>k=="Card"?"/dev/wallet":"/dev/wallet/"+k,o));
 } }
