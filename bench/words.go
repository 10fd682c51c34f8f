package main

import "regexp"

var slots = regexp.MustCompile(`\{[a-z]+\}`)

// template is one clause in both languages.
type template struct{ zh, en string }

var templates = []template{
	{"{org}于{year}年{month}月在{city}发布了{kind}{product}", "in {year} {org} released the {kind} {product} in {city}"},
	{"{person}担任{org}{field}首席科学家", "{person} is the chief scientist for {field} at {org}"},
	{"{product}可以把{field}的成本降低{share}%", "{product} cuts the cost of {field} by {share} percent"},
	{"全市{field}企业达到{n}家", "the city counts {n} companies working on {field}"},
	{"{org}与{org}签署了{field}合作协议", "{org} and {org} signed an agreement on {field}"},
	{"{kind}{product}的精度超过{share}%", "the accuracy of the {kind} {product} exceeds {share} percent"},
	{"第{n}届{field}大会在{city}举行", "conference number {n} on {field} was held in {city}"},
	{"{person}表示{field}将改变每个人的生活", "{person} said that {field} will change everybody's life"},
	{"来自{n}个国家和地区的代表参观了{city}的{kind}", "delegates of {n} countries and regions visited the {kind} in {city}"},
	{"{city}{verb}{field}产业园，占地{n}平方米", "{city} {verb} a park for {field} covering {n} square metres"},
	{"{org}计划到{year}年{verb}{n}座{kind}", "by {year} {org} plans to have {verb} {n} units of the {kind}"},
	{"研究成果刊登在{year}年的学术期刊上", "the findings appeared in a journal in {year}"},
	{"{person}和{person}共同获得{field}奖", "{person} and {person} share the prize for {field}"},
	{"参观者可以亲手操作{kind}{product}", "visitors may try the {kind} {product} with their own hands"},
	{"{field}的出口额同比增长{share}%", "exports of {field} grew by {share} percent over the year"},
	{"{product}由{org}与{city}的工程师{verb}", "{product} was {verb} by {org} with engineers from {city}"},
	{"它每秒能处理{n}次请求", "it handles {n} requests every second"},
	{"{kind}已在{n}家医院和学校使用", "the {kind} is in use at {n} hospitals and schools"},
	{"投资总额约{n}亿元", "total investment comes to about {n} million yuan"},
	{"{city}到{city}的路程缩短为{n}分钟", "the trip from {city} to {city} now takes {n} minutes"},
	{"{org}的前身成立于{year}年", "the forerunner of {org} was founded in {year}"},
	{"{person}出生在{city}，{year}年毕业", "{person} was born in {city} and graduated in {year}"},
	{"这款{kind}重{n}克，续航{n}小时", "this {kind} weighs {n} grams and runs for {n} hours"},
	{"专家认为{field}和{field}将会融合", "experts expect {field} and {field} to merge"},
}

var institutions = [][2]string{
	{"大学", "University"}, {"研究院", "Institute"}, {"科技公司", "Technologies"}, {"集团", "Group"},
	{"实验室", "Laboratory"}, {"医院", "Hospital"}, {"基金会", "Foundation"}, {"协会", "Association"},
	{"银行", "Bank"}, {"学院", "College"}, {"博物馆", "Museum"}, {"工程中心", "Engineering Centre"},
	{"图书馆", "Library"}, {"出版社", "Press"}, {"铁路局", "Railways"}, {"天文台", "Observatory"},
}

var cities = [][2]string{
	{"北京", "Beijing"}, {"上海", "Shanghai"}, {"深圳", "Shenzhen"}, {"广州", "Guangzhou"}, {"杭州", "Hangzhou"},
	{"成都", "Chengdu"}, {"武汉", "Wuhan"}, {"西安", "Xi'an"}, {"南京", "Nanjing"}, {"天津", "Tianjin"},
	{"重庆", "Chongqing"}, {"苏州", "Suzhou"}, {"长沙", "Changsha"}, {"青岛", "Qingdao"}, {"合肥", "Hefei"},
	{"大连", "Dalian"}, {"厦门", "Xiamen"}, {"昆明", "Kunming"}, {"哈尔滨", "Harbin"}, {"拉萨", "Lhasa"},
	{"伦敦", "London"}, {"巴黎", "Paris"}, {"柏林", "Berlin"}, {"东京", "Tokyo"}, {"首尔", "Seoul"},
	{"新加坡", "Singapore"}, {"悉尼", "Sydney"}, {"多伦多", "Toronto"}, {"旧金山", "San Francisco"}, {"内罗毕", "Nairobi"},
	{"圣保罗", "Sao Paulo"}, {"日内瓦", "Geneva"}, {"维也纳", "Vienna"}, {"开罗", "Cairo"}, {"曼谷", "Bangkok"},
}

var fields = [][2]string{
	{"人工智能", "artificial intelligence"}, {"量子计算", "quantum computing"}, {"区块链", "blockchain"},
	{"基因编辑", "gene editing"}, {"新能源汽车", "electric cars"}, {"集成电路", "integrated circuits"},
	{"脑机接口", "brain-computer interfaces"}, {"生物医药", "biomedicine"}, {"商业航天", "commercial spaceflight"},
	{"氢能", "hydrogen energy"}, {"碳捕集", "carbon capture"}, {"智慧农业", "smart farming"},
	{"工业互联网", "the industrial internet"}, {"大数据", "big data"}, {"自动驾驶", "autonomous driving"},
	{"虚拟现实", "virtual reality"}, {"机器人", "robotics"}, {"超导材料", "superconducting materials"},
	{"细胞治疗", "cell therapy"}, {"合成生物学", "synthetic biology"}, {"储能电池", "storage batteries"},
	{"光伏发电", "solar power"}, {"海上风电", "offshore wind"}, {"卫星导航", "satellite navigation"},
	{"深海探测", "deep-sea exploration"}, {"疫苗研发", "vaccine research"}, {"语音识别", "speech recognition"},
	{"网络安全", "network security"}, {"数字货币", "digital currency"}, {"绿色建筑", "green building"},
	{"高速铁路", "high-speed rail"}, {"污水处理", "waste water treatment"}, {"核聚变", "nuclear fusion"},
	{"激光雷达", "lidar"}, {"石墨烯", "graphene"}, {"中医药", "traditional medicine"}, {"古籍修复", "the repair of old books"},
	{"气候预测", "climate prediction"}, {"地震预警", "earthquake warning"}, {"在线教育", "online teaching"},
}

var verbs = [][2]string{
	{"建成", "built"}, {"启用", "opened"}, {"研制", "developed"}, {"推广", "promoted"}, {"改造", "converted"},
	{"设计", "designed"}, {"引进", "introduced"}, {"资助", "funded"},
}

var kinds = [][2]string{
	{"芯片", "chip"}, {"软件平台", "software platform"}, {"手术机器人", "surgical robot"}, {"无人机", "drone"},
	{"传感器", "sensor"}, {"望远镜", "telescope"}, {"操作系统", "operating system"}, {"服务器", "server"},
	{"充电站", "charging station"}, {"显微镜", "microscope"}, {"卫星", "satellite"}, {"检测试剂", "test kit"},
	{"数据库", "database"}, {"翻译耳机", "translating earphone"}, {"外骨骼", "exoskeleton"}, {"打印机", "printer"},
}

const (
	surnames        = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
	givenCharacters = "明华文国建伟志新海波晓东玉红春林云平军丽金永生德福祥荣贵兴安康宁静雅慧敏淑芳兰梅竹菊松柏青山川江河湖泽润雨雪霜风雷电光辉耀星辰宇宙天地元亨利贞仁义礼智信忠孝廉勇刚强毅恒思哲学博远航程鹏飞翔凤鸣龙虎麟骏马驰骋千里万方圆正直清澈洁白素心怡悦欣然瑞雯彤霞岚峰岩磊鑫森淼焱垚启迪创拓卓越超凡睿达通畅和谐顺泰盛隆昌茂繁荫桐桦楠梓柯棋琪琳瑜瑾璇珊珂玮珍宝钰铭锐锋钧铁钢"
)

var syllables = []string{
	"ba", "ren", "lo", "ti", "mar", "vek", "su", "dan", "or", "ki", "pel", "na", "zu", "gra", "mi", "ton", "fa", "li",
	"hes", "co", "ru", "bel", "ya", "dor", "sen", "qua", "vi", "lam", "no", "ster", "jo", "kal", "ve", "ri", "mon", "pa",
	"tro", "ed", "win", "sha", "gu", "len", "os", "ta", "ber", "fin", "ha", "ul", "mer", "ke",
}
