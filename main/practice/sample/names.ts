/** A person's name as written, and the Latin letters a username is made of. */
export type NamePool = { language: string; given: readonly [string, string][]; family: readonly [string, string][] };

function pool(language: string, given: string, family: string): NamePool {
  const pairs = (text: string): [string, string][] =>
    text.split(' ').map((item) => {
      const [native = '', latin = native] = item.split('|');
      return [native.replaceAll('_', ' '), latin.replaceAll('_', '.').toLowerCase()];
    });
  return { language, given: pairs(given), family: pairs(family) };
}

/** Names of many languages and scripts: what lists, search, sorting and spreadsheets must bear. `_` stands for a space. */
export const NAME_POOLS: readonly NamePool[] = [
  pool(
    'en',
    'Grace Daniel Ruth Peter Esther Samuel',
    "Okello Mensah O'Brien|obrien Banda Phiri Smith-Jones|smith.jones",
  ),
  pool('sw', 'Amina Juma Neema Baraka Zawadi Rehema', 'Mwangi Otieno Kamau Njoroge Mushi Massawe'),
  pool(
    'fr',
    'Aïcha|aicha Étienne|etienne Françoise|francoise Moïse|moise Hélène|helene Noël|noel',
    'Ouédraogo|ouedraogo Traoré|traore Koné|kone Diallo N’Diaye|ndiaye Sawadogo',
  ),
  pool(
    'es',
    'María|maria José|jose Iñaki|inaki Lucía|lucia Ángel|angel Begoña|begona',
    'Muñoz|munoz Hernández|hernandez Güell|guell Quispe Núñez|nunez Peña|pena',
  ),
  pool(
    'pt',
    'João|joao Conceição|conceicao Inês|ines Tomás|tomas Luísa|luisa Armando',
    'Magalhães|magalhaes Simão|simao Macuácua|macuacua Gonçalves|goncalves Sitoe Brandão|brandao',
  ),
  pool(
    'hin',
    'सुनीता|sunita राजेश|rajesh प्रिया|priya अनिल|anil मीना|meena विक्रम|vikram',
    'शर्मा|sharma कुमारी|kumari यादव|yadav पाटील|patil मिश्रा|mishra देवी|devi',
  ),
  pool(
    'ben',
    'ফাতেমা|fatema রহিম|rahim সুমি|sumi করিম|karim নাসরিন|nasrin তানভীর|tanvir',
    'বেগম|begum হোসেন|hossain আক্তার|akter চৌধুরী|chowdhury সরকার|sarkar ইসলাম|islam',
  ),
  pool(
    'ara',
    'فاطمة|fatima محمد|mohammed عائشة|aisha يوسف|yousef مريم|maryam عمر|omar',
    'الحسن|alhassan إبراهيم|ibrahim عبد_الله|abdullah النجار|alnajjar صالح|saleh خليل|khalil',
  ),
  pool(
    'heb',
    'נועה|noa דוד|david יעל|yael משה|moshe שירה|shira אורי|uri',
    'כהן|cohen לוי|levi מזרחי|mizrahi פרץ|peretz ביטון|biton אברהם|avraham',
  ),
  pool(
    'amh',
    'አበበ|abebe ትዕግስት|tigist ሙሉጌታ|mulugeta ሰላማዊት|selamawit ዮሐንስ|yohannes ሃና|hana',
    'በቀለ|bekele ተስፋዬ|tesfaye ገብረማርያም|gebremariam ወልደ|wolde አለሙ|alemu ደስታ|desta',
  ),
  pool('cmn', '伟|wei 秀英|xiuying 丽|li 强|qiang 敏|min 芳|fang', '王|wang 李|li 张|zhang 刘|liu 陈|chen 欧阳|ouyang'),
  pool(
    'rus',
    'Наталья|natalya Сергей|sergey Ольга|olga Дмитрий|dmitry Айгуль|aigul Ёлка|yolka',
    'Иванова|ivanova Петров|petrov Щербакова|shcherbakova Нурланов|nurlanov Ким|kim Юсупова|yusupova',
  ),
  pool(
    'npi',
    'सीता|sita हरि|hari गीता|gita बिष्णु|bishnu लक्ष्मी|laxmi दिपक|dipak',
    'तामाङ|tamang गुरुङ|gurung श्रेष्ठ|shrestha थापा|thapa राई|rai अधिकारी|adhikari',
  ),
  pool(
    'mya',
    'အောင်|aung မြင့်|myint စု|su ခင်|khin ထွန်း|tun နီလာ|nilar',
    'ကျော်|kyaw ဝင်း|win လှိုင်|hlaing မောင်|maung ထက်|htet စိုး|soe',
  ),
  pool(
    'tam',
    'கவிதா|kavitha முருகன்|murugan லட்சுமி|lakshmi குமார்|kumar மீனாட்சி|meenakshi ரவி|ravi',
    'சுப்பிரமணியம்|subramaniam ராஜன்|rajan செல்வம்|selvam பாண்டியன்|pandian நாதன்|nathan அருள்|arul',
  ),
  pool(
    'vie',
    'Thị_Hương|thi.huong Văn_Đức|van.duc Ngọc_Ánh|ngoc.anh Quốc|quoc Thảo|thao Hữu_Phước|huu.phuoc',
    'Nguyễn|nguyen Trần|tran Phạm|pham Huỳnh|huynh Đặng|dang Võ|vo',
  ),
];

/** Names at the edge: HQ keeps up to 30 letters of each. */
export const LONG_NAMES: readonly [string, string][] = [
  ['Wolfeschlegelsteinhausenberger', 'Rakotomalala-Andriamanantsoarina'],
  ['Keihanaikukauakahihulihe', 'Uvuvwevwevwe Onyetenyevwe Ugwe'],
  ['Pablo Diego José Francisco de', 'Paula Juan Nepomuceno María'],
];
